// Embeds: a project in a frame of another site's page, light, run on both engines, whatever it holds.
import { readFileSync } from "node:fs";
import { startDocsSite } from "../support/docs-page.js";
import { linkOf } from "../support/links.js";
import { changed, fixture, sample } from "../support/projects.js";
import { expect, listen, test } from "../support/test.js";

const KIB = 1024;
const VECTORS = JSON.parse(readFileSync(new URL("../../shared/tests/links/vectors.json", import.meta.url), "utf8"));

/** Serves pages as another site for the length of `body`. */
async function withDocs(pages, body, headers) {
  const docs = await startDocsSite(pages, headers);
  try {
    await body(docs.url);
  } finally {
    await docs.stop();
  }
}

/** What in an embed stands for what. @param {import("@playwright/test").FrameLocator | import("@playwright/test").Page} frame */
const parts = (frame) => ({
  run: frame.getByTestId("run"),
  source: frame.getByTestId("source"),
  agreement: frame.getByTestId("agreement"),
  calls: frame.getByTestId("call"),
  stdout: (engine) => frame.getByTestId(`run-${engine}`).getByTestId("stdout"),
});

test("a frame of a site that is not isolated is light, and runs on both engines", async ({ page, baseURL }) => {
  const errors = listen(page);
  await withDocs({ "/": `<iframe width="800" height="900" src="${baseURL}/embed/?theme=dark#${linkOf(sample("hello-wat"))}"></iframe>` }, async (url) => {
    const sizes = [];
    page.on("requestfinished", (request) => {
      if (request.url().startsWith(baseURL)) sizes.push(request.sizes().then(({ responseBodySize, responseHeadersSize }) => responseBodySize + responseHeadersSize));
    });
    await page.goto(url, { waitUntil: "networkidle" });
    expect(await page.evaluate(() => globalThis.crossOriginIsolated)).toBe(false);
    const frame = page.frameLocator("iframe");
    const embed = parts(frame);
    await expect(embed.source).toHaveValue(/\(component/);
    const bytes = (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
    console.log(`embed: ${(bytes / KIB).toFixed(0)} KiB before interaction`);
    expect(bytes).toBeGreaterThan(5 * KIB);
    expect(bytes).toBeLessThanOrEqual(60 * KIB);
    expect(await frame.locator("body").evaluate((body) => getComputedStyle(body).colorScheme)).toBe("dark");

    await embed.run.click();
    await expect(embed.agreement).toHaveText("agree");
    for (const engine of ["browser", "wasmtime"]) await expect(embed.stdout(engine)).toHaveText("Hello from a component!");
    await expect(embed.calls).toHaveCount(2);
    await expect(embed.calls.last()).toContainText('blocking-write-and-flush(output-stream#1, b"Hello from a component!\\n") → ok');

    // What is changed is what runs, and goes along to the workbench.
    const changedHere = ";; Changed in a document.\n";
    await embed.source.fill(changedHere + (await embed.source.inputValue()).replace("Hello from a component!", "Hello from a document!!"));
    await embed.source.press("Control+Enter");
    await expect(embed.stdout("wasmtime")).toHaveText("Hello from a document!!");
    const opened = page.context().waitForEvent("page");
    await frame.getByTestId("open").click();
    const workbench = await opened;
    await expect(workbench.locator(".view-lines")).toContainText(changedHere.trim(), { useInnerText: true });
    await workbench.close();
  });
  expect(errors).toEqual([]);
});

test("the script makes frames of links and code blocks, as high and as dark as they should be", async ({ page, baseURL }) => {
  const errors = listen(page);
  const code = 'fn main() {\n    println!("from a block");\n    println!("{:?}", std::time::SystemTime::now());\n}\n';
  const body = `<div data-diptych="#${linkOf(sample("hello-wat"))}" data-panes="output"></div>
    <pre><pre class="playground"><code class="language-rust diptych">${code}</code></pre></pre>
    <div style="height: 4000px"></div><a class="diptych" href="${baseURL}/#${linkOf(fixture("endless"))}">Endless</a>
    <a class="diptych" href="https://elsewhere.example/#v1.A">Elsewhere</a><script src="${baseURL}/embed.js"></script>`;
  // In a page that is isolated, too.
  const headers = { "cross-origin-opener-policy": "same-origin", "cross-origin-embedder-policy": "require-corp" };
  await withDocs({ "/": body }, async (url) => {
    await page.goto(url);
    expect(await page.evaluate(() => globalThis.crossOriginIsolated)).toBe(true);
    const frames = page.locator("iframe");
    await expect(frames).toHaveCount(1);
    const first = page.frameLocator("iframe");
    const embed = parts(first);
    await expect(first.locator("html")).toHaveAttribute("data-theme", "light");
    await expect(embed.source).toHaveCount(0);
    const height = () => frames.first().evaluate(({ style }) => Number.parseInt(style.height, 10));
    await expect.poll(height).toBeLessThan(100);
    await embed.run.click();
    await expect(embed.agreement).toHaveText("agree");
    await expect(embed.calls).toHaveCount(0);
    await expect.poll(height).toBeGreaterThan(150);
    await page.evaluate(() => document.documentElement.classList.add("coal"));
    await expect(first.locator("html")).toHaveAttribute("data-theme", "dark");

    // By the keyboard alone.
    await page.getByRole("button", { name: "Run in Diptych" }).press("Enter");
    const block = parts(page.frameLocator("iframe >> nth=1"));
    await expect(block.run).toBeFocused();
    await page.keyboard.press("Enter");
    await expect(block.agreement).toHaveText("agree");
    await expect(block.stdout("browser")).toHaveText("from a block");
    await expect(block.calls.last()).toContainText("denied: needs wall-clock");

    await expect(frames).toHaveCount(2);
    await page.evaluate(() => scrollTo(0, document.body.scrollHeight));
    await expect(frames).toHaveCount(3);
    await expect(frames.last()).toHaveAttribute("title", "Endless");
    await expect(page.getByRole("link", { name: "Elsewhere" })).toBeVisible();
  }, headers);
  expect(errors.filter((text) => !/no link to a project on/.test(text))).toEqual([]);
});

test("whatever a project holds is shown as text, and a run can be stopped", async ({ page }) => {
  const errors = listen(page);
  const markup = "<img src=x onerror=globalThis.pwn=1>";
  const hostile = changed(fixture("markup-trap"), { "diptych.toml": (text) => text.replace(/title = ".*"/, `title = "${markup}"`), [`files/${"x".repeat(9)}'onload=alert(1)`]: markup });
  const embed = parts(page);
  await page.goto(`/embed/#${linkOf(hostile)}`);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(markup);
  await page.getByTestId("file").selectOption({ index: 1 });
  await expect(embed.source).toHaveValue(markup);
  await embed.run.click();
  await expect(embed.agreement).toHaveText("agree");
  await expect(page.getByTestId("run-wasmtime")).toContainText("trapped: unreachable");
  expect(await page.evaluate(() => [globalThis.pwn, document.querySelectorAll("main img, main script").length])).toEqual([undefined, 0]);

  await page.goto(`/embed/?panes=output,trace&engine=wasmtime#${linkOf(fixture("endless"))}`);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Endless loop");
  await embed.run.click();
  await expect(page.getByTestId("state")).toHaveText("Running…");
  await embed.run.click();
  await expect(page.getByTestId("state")).toHaveText("Stopped.");

  // What does not compile says where.
  await page.goto(`/embed/#${linkOf(changed(sample("hello-wat"), { "hello.wat": "(component\n  (nonsense))" }))}`);
  await embed.run.click();
  await expect(page.getByTestId("refused")).toContainText("an error");
  await expect(page.getByTestId("problems")).toContainText("hello.wat:2");
  expect(errors).toEqual([]);
});

test("every link opens as it does elsewhere, and a damaged one says how", async ({ page }) => {
  await page.goto("/embed/");
  await expect(page.getByTestId("unopened")).toContainText("names no project");
  for (const { name, fragment: text, project, error } of VECTORS.filter((vector) => vector.fragment !== "")) {
    // What the one before left cannot stand for it.
    await page.evaluate((hash) => {
      document.querySelector("main").replaceChildren();
      location.hash = hash;
    }, text);
    if (project) {
      const paths = page.getByTestId("file").locator("option");
      await expect(paths, name).toHaveCount(Object.keys(project.files).length);
    } else {
      // What a browser escapes in addresses is another character; how streams end badly is told more roughly.
      const words = { "wide character": "a link has no character '%'", "something added": "the link is damaged" }[name] ?? error;
      await expect(page.getByTestId("unopened"), name).toContainText(words);
    }
  }
  await page.goto("/embed/00000000000000000000");
  await expect(page.getByTestId("unopened")).toContainText(/there is no link of this name|keeps no short links/);
});

test("the share dialog has HTML to embed, and a preview of it", async ({ workbench, page }) => {
  await workbench.open();
  await workbench.openSample("hello-wat");
  await page.getByTestId("share").click();
  await page.getByTestId("share-embed-open").click();
  await page.getByTestId("share-pane-trace").uncheck();
  await page.getByTestId("share-theme").selectOption("dark");
  const html = await page.getByTestId("share-embed").inputValue();
  expect(html).toMatch(/^<iframe src="http:[^"]+\/embed\/\?panes=source%2Coutput&amp;theme=dark#v1\.[\w-]+" title="Hello in WAT" /);
  const opened = page.context().waitForEvent("page");
  await page.getByTestId("share-preview").click();
  const preview = await opened;
  await expect(preview.getByTestId("source")).toHaveValue(/\(component/);
  await expect(preview.locator("html")).toHaveAttribute("data-theme", "dark");
});
