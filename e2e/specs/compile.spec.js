// A compile as a person sees it: what it is doing, how to stop it, and what it was.
import { expect, test } from "../support/test.js";
import { sample } from "../support/projects.js";

const COMPILE = "**/api/v1/compile";

/** Answers every compile with these lines. */
function answering(page, events) {
  const body = events.map((event) => JSON.stringify(event)).join("\n") + "\n";
  return page.route(COMPILE, (route) => route.fulfill({ contentType: "application/x-ndjson", body }));
}

/** Answers every compile with these lines, and goes on until it is stopped. */
function hanging(page, events) {
  return page.evaluate((lines) => {
    const real = globalThis.fetch;
    globalThis.fetch = async (address, options) => {
      if (!String(address).endsWith("api/v1/compile")) return real(address, options);
      const start = (controller) => {
        controller.enqueue(new TextEncoder().encode(lines));
        options.signal.addEventListener("abort", () => controller.error(options.signal.reason));
      };
      return new Response(new ReadableStream({ start }), { headers: { "content-type": "application/x-ndjson" } });
    };
  }, events.map((event) => `${JSON.stringify(event)}\n`).join(""));
}

/** The last line of a compile that made nothing. */
function failed(diagnostics, more = {}) {
  return { type: "output", diagnostics, cached: false, place: "server", toolchain: ["rustc 1.95.0"], ...more };
}

test.beforeEach(async ({ workbench }) => {
  await workbench.open();
});

test("a compile in the browser says where and with what it was made", async ({ workbench, page }) => {
  await workbench.openSample("hello-wat");
  await expect(page.getByTestId("compiled")).toContainText("Compiled in the browser in");
  await expect(page.getByTestId("compiled-tools")).toContainText(/wat/);
});

test("a compile on the server says so, and the report has its tools", async ({ workbench, page }) => {
  await workbench.openSample("hello-rust");
  await workbench.run();
  await expect(page.getByTestId("compiled")).toContainText("Compiled on the server in");
  await expect(page.getByTestId("compiled-tools")).toContainText("rustc");
  const { left, right } = await workbench.report();
  for (const report of [left, right]) expect(report.toolchain.join()).toContain("rustc");
});

test("a large component is fetched once, and not again when it comes back", async ({ workbench, page }) => {
  test.setTimeout(120_000);
  const fetched = [];
  page.on("request", (request) => {
    if (/\/components\/[0-9a-f]{64}$/.test(request.url())) fetched.push(request.url());
  });
  const source = sample("hello-go")["main.go"].toString();
  await workbench.openSample("hello-go");
  await workbench.run(60_000);
  await expect(workbench.stdout("wasmtime")).toContainText("Hello from Go!");
  expect(fetched.length).toBe(1);
  await workbench.replaceText("main.go", source.replace("Hello", "Greetings"));
  await workbench.run(60_000);
  await expect(workbench.stdout("wasmtime")).toContainText("Greetings from Go!");
  expect(fetched.length).toBe(2);
  await workbench.replaceText("main.go", source);
  await workbench.run(60_000);
  await expect(workbench.stdout("browser")).toContainText("Hello from Go!");
  expect(fetched.length).toBe(2);
});

for (const [how, stop] of [
  ["the Cancel button", (page) => page.getByTestId("cancel").click()],
  ["Escape", (page) => page.keyboard.press("Escape")],
]) {
  test(`a compile says where it is, and ${how} stops it`, async ({ workbench, page }) => {
    const stage = { type: "stage", stage: "compile" };
    await hanging(page, how === "Escape" ? [stage] : [stage, { type: "queued", before: 2 }]);
    await workbench.openSample("hello-rust");
    await workbench.runButton.click();
    const says = how === "Escape" ? "running the compiler" : "in the queue, 2 compiles before it";
    await expect(workbench.verdict).toContainText(`Compiling Rust on the server: ${says}`);
    await expect(page.getByTestId("cancel")).toBeVisible();
    await stop(page);
    await expect(workbench.sentence).toHaveText("Stopped while compiling.");
    await expect(workbench.runButton).toBeVisible();
  });
}

test("a problem leads to its explanation only where that is https", async ({ workbench, page }) => {
  const problem = { severity: "error", message: "mismatched types", file: "main.rs", code: "E0308" };
  await answering(page, [
    { type: "queued", before: 2 },
    { type: "stage", stage: "compile" },
    failed([
      { ...problem, link: "https://doc.rust-lang.org/error_codes/E0308.html" },
      { ...problem, message: "another", link: "javascript:alert(1)" },
    ]),
  ]);
  await workbench.openSample("hello-rust");
  await workbench.runButton.click();
  const links = page.getByTestId("diagnostic-link");
  await expect(links).toHaveCount(1);
  await expect(links).toHaveAttribute("rel", /noopener/);
  await expect(workbench.diagnostics).toContainText("another");
});

test("what the compiler wrote is one click away, as plain text", async ({ workbench, page }) => {
  await answering(page, [failed([], { raw_output: "\u001b[31merror\u001b[0m: <b>bold</b>\n" })]);
  await workbench.openSample("hello-rust");
  await workbench.runButton.click();
  await page.getByTestId("raw-output-toggle").click();
  await expect(page.getByTestId("raw-output")).toContainText("␛[31merror␛[0m: <b>bold</b>");
});

test("ten thousand problems are counted, and shown a part at a time", async ({ workbench, page }) => {
  const problems = Array.from({ length: 10_000 }, (_, at) => (
    { severity: "error", message: `problem ${at}`, file: "main.rs", span: { start: { line: 1, column: 1 }, end: { line: 1, column: 2 } } }
  ));
  await answering(page, [failed(problems)]);
  await workbench.openSample("hello-rust");
  await workbench.runButton.click();
  await expect(workbench.diagnostics).toContainText("10,000 errors");
  const rows = workbench.diagnostics.getByRole("listitem");
  await expect(rows).toHaveCount(200);
  await page.getByTestId("diagnostics-more").click();
  await expect(rows).toHaveCount(400);
});

test("a link has the tools it was made with, and other tools are told kindly", async ({ workbench, page, browser }) => {
  await workbench.openSample("hello-wat");
  await expect(page.getByTestId("compiled")).toBeVisible();
  const { url } = await workbench.share();
  const context = await browser.newContext();
  const other = workbench.on(await context.newPage());
  await other.open(url);
  await expect(other.switcher).toContainText("Hello");
  await other.show("diptych.toml");
  await expect(other.editor).toContainText("toolchain = ");
  await context.close();
  const files = sample("hello-wat");
  const manifest = files["diptych.toml"].toString().replace("[source]", '[source]\ntoolchain = ["wat 0.1.0"]');
  await workbench.openProject({ ...files, "diptych.toml": Buffer.from(manifest) });
  await expect(workbench.toast.filter({ hasText: "shared with wat 0.1.0" })).toBeVisible();
});
