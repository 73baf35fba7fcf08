// Hostile names and hostile output stay text; guests run in an opaque origin; the policy headers hold.
import { expect, test } from "../support/test.js";
import { ENGINES } from "../pages/workbench.js";
import { fixture } from "../support/projects.js";

test.beforeEach(async ({ workbench, page }) => {
  await page.addInitScript(() => {
    addEventListener("securitypolicyviolation", (event) => console.error(`CSP: ${event.violatedDirective} ${event.blockedURI}`));
  });
  await workbench.open();
});

test.afterEach(async ({ page }) => {
  for (const frame of page.frames()) expect(await frame.evaluate(() => globalThis.pwn)).toBeUndefined();
  for (const worker of page.workers()) expect(await worker.evaluate(() => globalThis.pwn)).toBeUndefined();
  expect(await page.locator("img[src=x], script:text('pwn')").count()).toBe(0);
});

test("names inside a component never become code or markup", async ({ workbench }) => {
  await workbench.openProject(fixture("injection"), "injection");
  await workbench.run();
  for (const engine of ENGINES) await expect(workbench.value(engine)).toContainText("7");
  await expect(workbench.verdict).toContainText(/same/i);
});

test("function names with markup are text in a backtrace", async ({ workbench }) => {
  await workbench.openProject(fixture("markup-trap"));
  await workbench.run();
  for (const engine of ENGINES) {
    await expect(workbench.outcome(engine)).toContainText("<img src=x onerror=globalThis.pwn=1>");
    await expect(workbench.outcome(engine)).toContainText("<script>globalThis.pwn=1</script>");
  }
});

test("guest output is text, with what would hide or turn it made visible", async ({ workbench }) => {
  await workbench.openProject(fixture("hostile-output"));
  await workbench.run();
  for (const engine of ENGINES) {
    const text = await workbench.stdout(engine).innerText();
    expect(text).toContain("<img src=x onerror=globalThis.pwn=1>");
    expect(text).toContain("</pre></div>{{7*7}}");
    expect(text).not.toMatch(/[\u202a-\u202e\u2066-\u2069\u200b\u0000\u0007\u001b]/);
  }
  const { left, right } = await workbench.report();
  expect(left.stdout.bytes).toBe(right.stdout.bytes);
  expect(Buffer.from(left.stdout.bytes, "base64").toString()).toContain("left\u202eright");
});

test("guests run in a frame of an opaque origin that reaches nothing", async ({ workbench, page }) => {
  await workbench.openSample("hello-wat");
  await workbench.run();
  const frames = page.frames().filter((frame) => frame !== page.mainFrame());
  expect(frames.length).toBeGreaterThan(0);
  for (const frame of frames) {
    expect(await frame.evaluate(() => origin)).toBe("null");
    expect(await (await frame.frameElement()).getAttribute("sandbox")).toBe("allow-scripts");
  }
});

test("the page's own policy is strict", async ({ page, request }) => {
  const headers = (await request.get("/")).headers();
  const policy = headers["content-security-policy"];
  expect(policy).toContain("default-src 'self'");
  expect(policy).toContain("object-src 'none'");
  expect(policy).not.toContain("'unsafe-eval'");
  expect(/script-src [^;]*/.exec(policy)[0]).not.toContain("'unsafe-inline'");
  expect(headers["cross-origin-opener-policy"]).toBe("same-origin");
  expect(headers["cross-origin-embedder-policy"]).toBe("require-corp");
  expect(headers["x-content-type-options"]).toBe("nosniff");
  expect(await page.evaluate(() => crossOriginIsolated)).toBe(true);
});
