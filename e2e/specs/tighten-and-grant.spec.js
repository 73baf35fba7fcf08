// The policy after a run: what was used, Tighten, and Grant on what was denied, each tested by applying it.
import { expect, test } from "../support/test.js";
import { ENGINES } from "../pages/workbench.js";
import { Policy } from "../pages/policy.js";
import { changed, sample } from "../support/projects.js";

/** @type {Policy} */
let policy;

test.beforeEach(async ({ workbench }) => {
  policy = new Policy(workbench);
  await workbench.open();
});

const withGrants = (project, grants) =>
  changed(project, { "diptych.toml": (text) => text.replace(/grants = \[[^\]]*\]/, `grants = ${JSON.stringify(grants)}`) });

/** A trace without its times. */
const calls = (report) =>
  report.trace.events.map(({ interface: from, function: name, arguments: given, result, decision }) =>
    ({ from, name, given, result, decision }));

test("used is held against granted, per capability", async ({ workbench }) => {
  await workbench.openProject(withGrants(sample("hello-wat"), ["stdio", "random"]));
  await expect(policy.lastRun).toBeHidden();
  await workbench.run();
  await expect(policy.capability("stdio")).toHaveAttribute("data-fit", "wider");
  await expect(policy.used("stdio")).toContainText("stdio stdout");
  await expect(policy.capability("random")).toHaveAttribute("data-fit", "unused");
  await expect(policy.summary).toContainText("1 used less than granted; 1 granted, not used.");
});

for (const [name, grants] of [
  ["hello-wat", ["stdio", "random", "sockets"]],
  ["files", ["stdio", "filesystem", "arguments", "wall-clock"]],
  ["environment", ["stdio", "arguments", "environment", "filesystem"]],
]) {
  test(`Tighten leaves ${name} exactly what it used: same trace, nothing unused`, async ({ workbench }) => {
    await workbench.openProject(withGrants(sample(name), grants));
    await workbench.run(60_000);
    const before = await workbench.report();
    const manifest = await policy.manifest();
    await policy.tighten();
    const after = await workbench.report();
    for (const side of ["left", "right"]) {
      expect(after[side].outcome).toBe(before[side].outcome);
      expect(after[side].stdout).toEqual(before[side].stdout);
      expect(calls(after[side])).toEqual(calls(before[side]));
      expect(after[side].denied).toEqual(before[side].denied);
      expect(after[side].policy.length).toBeGreaterThan(0);
    }
    expect(after.left.policy).not.toEqual(before.left.policy);
    await expect(policy.tightenButton).toBeDisabled();
    await expect(policy.section.locator("[data-fit='unused'], [data-fit='wider']")).toHaveCount(0);
    await workbench.undo("Tightened");
    expect(await policy.manifest()).toBe(manifest);
  });
}

test("Grant on a denied need adds exactly that and runs again: the call is allowed", async ({ workbench }) => {
  await workbench.openProject(withGrants(sample("hello-wat"), []));
  await workbench.run();
  for (const engine of ENGINES) await expect(workbench.stdout(engine)).not.toContainText(/hello/i);
  await expect(policy.deniedNeeds).toHaveText(/stdio stdout/);
  await policy.grantNeed("stdio stdout");
  for (const engine of ENGINES) await expect(workbench.stdout(engine)).toContainText(/hello/i);
  await expect(policy.deniedNeeds).toHaveCount(0);
  await expect(policy.capability("stdio")).toHaveAttribute("data-fit", "exact");
  expect(await policy.manifest()).toContain('grants = ["stdio stdout"]');
  await workbench.undo("Granted");
  expect(await policy.manifest()).toContain("grants = []");
});

test("granting need after need ends with a run that nothing is denied", async ({ workbench }) => {
  await workbench.openProject(withGrants(sample("files"), ["stdio"]));
  await workbench.run(60_000);
  // Each step can uncover the next need; the files sample reads two files and writes one.
  for (let step = 0; step < 12 && (await policy.deniedNeeds.count()) > 0; step++) {
    await workbench.running(() => policy.deniedNeeds.first().getByTestId("grant-need").click(), 60_000);
  }
  await expect(policy.deniedNeeds).toHaveCount(0);
  for (const engine of ENGINES) await expect(workbench.stdout(engine)).toContainText("total");
  expect(await policy.manifest()).not.toContain('"filesystem"');
});

test("Grant and Tighten are reached by keyboard", async ({ workbench, page }) => {
  await workbench.openProject(withGrants(sample("hello-wat"), ["random"]));
  await workbench.run();
  await policy.deniedNeeds.getByTestId("grant-need").focus();
  await workbench.running(() => page.keyboard.press("Enter"));
  await expect(policy.capability("random")).toHaveAttribute("data-fit", "unused");
  await workbench.running(() => workbench.command("tighten the policy"));
  await expect(policy.tightenButton).toBeDisabled();
  expect(await policy.manifest()).toContain('grants = ["stdio stdout"]');
});
