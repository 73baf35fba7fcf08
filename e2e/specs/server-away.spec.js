// Without the server: a banner, the browser engine goes on, and the server is welcome back.
import { expect, test } from "../support/test.js";
import { changed, sample } from "../support/projects.js";
import { startServer } from "../support/server.js";
import { startStaticServer } from "../support/static-server.js";

test.describe("a server that stops", () => {
  test.use({ expectedErrors: /Failed to load resource|ERR_CONNECTION_REFUSED/ });

  test("is announced, done without, and used again when it is back", async ({ workbench }, info) => {
    const port = 8200 + info.parallelIndex;
    let server = await startServer(port);
    try {
      await workbench.open(server.url);
      await workbench.openSample("hello-wat");
      await workbench.run();
      await expect(workbench.stdout("wasmtime")).toContainText(/hello/i);
      await expect(workbench.banner).toBeHidden();

      await server.stop();
      await workbench.run();
      await expect(workbench.banner).toContainText(/server is away/i);
      await expect(workbench.stdout("browser")).toContainText(/hello/i);
      // Work goes on: edited text compiles and runs.
      const source = sample("hello-wat")["hello.wat"].toString();
      await workbench.replaceText("hello.wat", `${source}\n;; edited without a server\n`);
      await workbench.run();
      await expect(workbench.stdout("browser")).toContainText(/hello/i);

      server = await startServer(port);
      await expect(workbench.banner).toBeHidden();
      await workbench.run();
      await expect(workbench.stdout("wasmtime")).toContainText(/hello/i);
      await expect(workbench.verdict).toContainText("Same output");
    } finally {
      await server.stop();
    }
  });
});

test.describe("a plain file host", () => {
  test.use({ expectedErrors: /Failed to load resource/ });

  test("is enough for the browser engine", async ({ workbench }) => {
    const host = await startStaticServer();
    try {
      await workbench.open(`${host.url}/`);
      await expect(workbench.banner).toBeVisible();
      await workbench.openSample("hello-wat");
      await workbench.run();
      await expect(workbench.stdout("browser")).toContainText(/hello/i);
      const rust = changed(sample("hello-rust"), { "diptych.toml": (text) => `${text}\n# edited\n` });
      await workbench.openProject(rust);
      await workbench.runButton.click();
      await expect(workbench.page.locator("body")).toContainText(/Rust.*server|server.*Rust/i);
    } finally {
      await host.stop();
    }
  });
});
