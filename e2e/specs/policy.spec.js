// The policy before a run: what is asked for, what is granted, edited as a form and as text.
import { expect, test } from "../support/test.js";
import { Policy } from "../pages/policy.js";
import { changed, fixture, sample } from "../support/projects.js";

/** @type {Policy} */
let policy;

test.beforeEach(async ({ workbench }) => {
  policy = new Policy(workbench);
  await workbench.open();
});

const withGrants = (project, grants) =>
  changed(project, { "diptych.toml": (text) => text.replace(/grants = \[[^\]]*\]/, `grants = ${grants}`) });

test("before a build the pane says what will be here and how to get it", async ({ workbench }) => {
  const rust = changed(sample("hello-rust"), { "diptych.toml": (text) => `${text}\n# not built yet\n` });
  await workbench.openProject(rust);
  await expect(policy.empty).toContainText(/what the component asks for stands here/i);
  await expect(policy.empty.getByRole("button")).toBeVisible();
  await expect(policy.capability("stdio")).toBeVisible();
});

test("what a component asks for is grouped by capability, with its functions", async ({ workbench }) => {
  await workbench.openSample("hello-wat");
  const stdio = policy.capability("stdio");
  await expect(stdio).toHaveAttribute("data-standing", "granted");
  await policy.unfold(policy.asked("stdio"));
  await expect(policy.asked("stdio")).toContainText("wasi:cli/stdout@0.2");
  await expect(policy.asked("stdio")).toContainText("get-stdout");
  await expect(policy.asked("stdio")).toContainText("stdio stdout");
  await expect(policy.proof).toContainText(/cannot reach the network/i);
});

test("asked for and not granted is missing; granted in part is partly; not asked for is spare", async ({ workbench }) => {
  await workbench.openProject(withGrants(sample("hello-wat"), '["stdio stdin", "random"]'));
  await expect(policy.capability("stdio")).toHaveAttribute("data-standing", "partly");
  await expect(policy.capability("random")).toHaveAttribute("data-standing", "spare");
  await policy.grant("stdio", "off");
  await expect(policy.capability("stdio")).toHaveAttribute("data-standing", "missing");
  await policy.grant("stdio", "whole");
  await expect(policy.capability("stdio")).toHaveAttribute("data-standing", "granted");
});

test("an import that no host supplies is named before the run", async ({ workbench }) => {
  await workbench.openProject(fixture("unknown-import"));
  await expect(policy.unknown).toContainText("acme:secrets/vault@1.2.0");
  await expect(policy.unknown).toContainText("open");
});

test("the form writes the manifest and keeps its comments", async ({ workbench }) => {
  const commented = changed(sample("hello-wat"), {
    "diptych.toml": (text) => text.replace('grants = ["stdio"]', 'grants = [\n    "stdio", # to greet\n]\n# the end'),
  });
  await workbench.openProject(commented);
  await policy.unfoldOthers();
  await policy.grant("filesystem", "scoped");
  const place = policy.scopes("filesystem").getByLabel("path of scope 1");
  await expect(place).toHaveValue("/");
  await place.fill("/data");
  await policy.scopes("filesystem").getByLabel("access of scope 1").selectOption("write");
  const text = await policy.manifest();
  expect(text).toContain('"stdio", # to greet\n    "filesystem write /data",\n]\n# the end');
});

test("a scope that cannot be read says why, beside it, and is not granted", async ({ workbench }) => {
  await workbench.openSample("hello-wat");
  await policy.unfoldOthers();
  for (const [capability, label, bad, why, good] of [
    ["filesystem", "path of scope 1", "data", /begins with/, "/data"],
    ["http", "URL of scope 1", "ftp://example.com/", /neither .http. nor .https./, "https://example.com/*"],
    ["environment", "variable of scope 1", "", /one variable/, "GREETING"],
  ]) {
    await policy.grant(capability, "scoped");
    const scopes = policy.scopes(capability);
    const field = scopes.getByLabel(label);
    if (await field.count() === 0) await scopes.getByRole("button", { name: "Add scope" }).click();
    await field.fill("x");
    await field.fill(bad);
    await expect(field).toHaveAttribute("aria-invalid", "true");
    await expect(scopes.getByRole("alert")).toContainText(why);
    expect(await policy.manifest()).not.toContain(`"${capability}`);
    await field.fill(good);
    await expect(scopes.getByRole("alert")).toHaveCount(0);
    expect(await policy.manifest()).toContain(`"${capability} `);
    await policy.grant(capability, "off");
    expect(await policy.manifest()).not.toContain(`"${capability}`);
  }
});

test("parts are boxes", async ({ workbench }) => {
  await workbench.openSample("hello-wat");
  await policy.grant("stdio", "scoped");
  for (const part of ["stdin", "stdout", "stderr"]) await expect(policy.part("stdio", part)).toBeChecked();
  await policy.part("stdio", "stdin").uncheck();
  await policy.part("stdio", "stderr").uncheck();
  expect(await policy.manifest()).toContain('grants = ["stdio stdout"]');
});

test("a wrong grant in the text is an error at its place, and the form waits", async ({ workbench, page }) => {
  const project = withGrants(sample("hello-wat"), '["stdio", "filesystem read data"]');
  await workbench.openSample("hello-wat");
  await workbench.replaceText("diptych.toml", project["diptych.toml"].toString());
  await expect(workbench.diagnostics).toContainText(/filesystem.*begins with/);
  await expect(policy.extent("stdio")).toBeDisabled();
  await expect(page.getByText(/The form waits until diptych.toml can be read/)).toBeVisible();
  await workbench.diagnostics.getByRole("button").first().click();
  const line = sample("hello-wat")["diptych.toml"].toString().split("\n").findIndex((text) => text.startsWith("grants")) + 1;
  await expect(workbench.caretLine).toHaveText(String(line));
});

test("the grants are one press away as text", async ({ workbench }) => {
  await workbench.openSample("hello-wat");
  await policy.asText.click();
  await expect(workbench.editor).toContainText("grants");
});

test("a preset replaces the policy and can be taken back", async ({ workbench }) => {
  await workbench.openSample("hello-wat");
  const before = await policy.manifest();
  await expect(policy.preset("pure")).toHaveAttribute("aria-pressed", "true");
  await policy.preset("none").click();
  await expect(policy.capability("stdio")).toHaveAttribute("data-standing", "missing");
  expect(await policy.manifest()).toContain("grants = []");
  await workbench.undo("preset “none”");
  expect(await policy.manifest()).toBe(before);
  await policy.preset("everything-virtual").click();
  const all = await policy.manifest();
  for (const name of ["http", "key-value", "blob-store", "config", "logging"]) expect(all).toContain(`"${name}"`);
  expect(all).not.toContain('"sockets"');
});

test("deterministic is the default; live is one switch away and says so", async ({ workbench, page }) => {
  await workbench.openSample("hello-wat");
  await expect(policy.mode).toContainText("deterministic");
  await policy.mode.focus();
  await page.keyboard.press("Enter");
  await expect(policy.mode).toContainText("live");
  await expect(policy.mode).toHaveAttribute("aria-checked", "true");
  expect(await policy.manifest()).toContain('mode = "live"');
  await policy.mode.focus();
  await page.keyboard.press("Space");
  await expect(policy.mode).toContainText("deterministic");
  await workbench.command("mode: live");
  await expect(policy.mode).toContainText("live");
});

test("what the virtual hosts hold is edited in place, with errors beside it", async ({ workbench, page }) => {
  await workbench.openSample("hello-wat");
  for (const name of ["config", "key-value", "blob-store", "http"]) {
    await expect(policy.held(name)).toHaveJSProperty("open", false);
    await policy.unfold(policy.held(name));
  }
  const config = policy.held("config");
  await config.getByRole("button", { name: "Add key" }).click();
  await expect(config.getByRole("alert")).toContainText(/needs a name/);
  await config.getByLabel("name of key 1").fill("theme");
  await config.getByLabel("value of key 1").fill("dark");
  await config.getByRole("button", { name: "Add key" }).click();
  await config.getByLabel("name of key 2").fill("theme");
  await expect(config.getByRole("alert")).toContainText(/there already/);

  const stores = policy.held("key-value");
  await stores.getByLabel("Name of a new store").fill("default");
  await page.keyboard.press("Enter");
  await stores.getByRole("button", { name: "Add key" }).click();
  await stores.getByLabel("name of key 1").fill("greeting");
  await stores.getByLabel("value of key 1").fill("hi");

  const answers = policy.held("http");
  await answers.getByTestId("add-answer").click();
  const request = answers.getByLabel("Request of answer 1");
  await request.fill("GET nowhere");
  await expect(answers.getByRole("alert")).toContainText("://");
  await request.fill("POST https://api.example.com/v1/x?y=1");
  await answers.getByLabel("Status of answer 1").fill("999");
  await expect(answers.getByRole("alert")).toContainText("999");
  await answers.getByLabel("Status of answer 1").fill("404");
  await answers.getByRole("button", { name: "Add header" }).click();
  await answers.getByLabel("name of header 1").fill("content-type");
  await answers.getByLabel("value of header 1").fill("text/plain");
  await answers.getByRole("textbox", { name: "Body of answer 1" }).fill("no");

  const text = await policy.manifest();
  for (const part of [
    '[run.config]\ntheme = "dark"',
    '[run.key-value.default]\ngreeting = "hi"',
    'request = "POST https://api.example.com/v1/x?y=1"\nstatus = 404',
    'content-type = "text/plain"',
    'body = "no"',
  ]) expect(text).toContain(part);
});

test("the limits of the trace and of changed files are in the form", async ({ workbench, page }) => {
  await workbench.openSample("hello-wat");
  await policy.unfold(page.locator("details.section", { hasText: "Limits and timing" }));
  await page.getByTestId("limit-trace-bytes").fill("1000");
  await page.getByTestId("limit-file-bytes").fill("2000");
  const text = await policy.manifest();
  expect(text).toContain("trace-bytes = 1000");
  expect(text).toContain("file-bytes = 2000");
  expect(text).not.toContain("time-ms");
});

test("everything of it is reached by keyboard on a phone-sized page", async ({ workbench, page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await workbench.openSample("hello-wat");
  await expect(policy.mode).toBeVisible();
  await workbench.tab("Run");
  await policy.preset("none").focus();
  await page.keyboard.press("Enter");
  await expect(policy.capability("stdio")).toHaveAttribute("data-standing", "missing");
  await policy.extent("stdio").focus();
  await page.keyboard.press("ArrowDown");
  await expect(policy.capability("stdio")).toHaveAttribute("data-standing", "granted");
  const wide = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth);
  expect(wide).toBe(false);
});
