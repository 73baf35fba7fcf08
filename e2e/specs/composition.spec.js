// Compositions as a person makes them: text and graph are one, calls between parts are seen, grants are per part.
import { expect, test } from "../support/test.js";
import { Policy } from "../pages/policy.js";
import { changed, sample, wireProject } from "../support/projects.js";

/** The instance's box in the list, where everything can be done that the graph can. */
const listed = (page, name) => page.getByTestId("composition-list").getByRole("region", { name: new RegExp(`^${name}\\b`) });

test("a composition runs on both engines, and the trace says who called whom", async ({ workbench, page, request }) => {
  test.setTimeout(120_000);
  await workbench.open();
  await workbench.openSample("composition-middleware");
  await expect(page.getByTestId("composition")).toContainText("dictionary", { timeout: 60_000 });
  await workbench.run(60_000);
  await expect(workbench.sentence).toContainText("Same value. Same 6 calls.");
  const rows = await workbench.traceRows.allInnerTexts();
  expect(rows.some((row) => row.includes("reader → filter"))).toBe(true);
  expect(rows.some((row) => row.includes("filter → dictionary"))).toBe(true);
  expect(rows.some((row) => row.includes("filter → host") && row.includes("wasi:logging"))).toBe(true);
  for (const engine of ["browser", "wasmtime"]) {
    await expect(workbench.outcome(engine).getByTestId("composed")).toContainText("traced linked part by part");
  }
  // The page composed the same bytes as the server does.
  const { left } = await workbench.report();
  const project = wireProject(sample("composition-middleware"));
  const composed = await (await request.post("/api/v1/compile", { data: { project } })).json();
  expect(left.component_sha256).toBe(composed.component_sha256);
  // Stepping goes through the calls in the order in which they began.
  const steps = page.getByTestId("composition-steps");
  await expect(steps).toContainText("reader → filter");
  await steps.getByRole("button").nth(2).click();
  await steps.getByRole("button").nth(2).click();
  await expect(workbench.chosenRow).toHaveCount(1);
});

test("a part is denied what its neighbour was granted", async ({ workbench, page }) => {
  test.setTimeout(120_000);
  await workbench.open();
  await workbench.openSample("composition-plugins");
  await expect(page.getByTestId("composition")).toContainText("stranger", { timeout: 60_000 });
  await workbench.run(60_000);
  for (const engine of ["browser", "wasmtime"]) {
    await expect(workbench.value(engine)).toContainText("the note says: meet at noon");
    await expect(workbench.value(engine)).toContainText("I was given no folder");
  }
  await workbench.deniedOnly.check();
  await expect(workbench.traceRows).toHaveCount(1);
  await expect(workbench.traceRows).toContainText("stranger → host");
});

test("grants are given to one instance in the form, and Grant and Tighten keep them apart", async ({ workbench, page }) => {
  test.setTimeout(120_000);
  const policy = new Policy(workbench);
  await workbench.open();
  await workbench.chooseEngine("browser");
  // `ghost` is no instance of the composition: the form says so, and takes it out.
  const ghost = (text) => text.replace("[run.component-grants]\n", '[run.component-grants]\nghost = ["random"]\n');
  await workbench.openProject(changed(sample("composition-plugins"), { "diptych.toml": ghost }));
  await expect(policy.strangers).toContainText("ghost has 1 grant in the manifest", { timeout: 60_000 });
  await policy.strangers.getByRole("button", { name: "Remove the grants of ghost" }).click();
  await expect(policy.strangers).toHaveCount(0);
  expect(await policy.manifest()).toBe(sample("composition-plugins")["diptych.toml"].toString());

  await expect(page.getByTestId("composition")).toContainText("stranger", { timeout: 60_000 });
  // What one instance alone may do is not said to be impossible, nor granted to all.
  await expect(policy.extent("filesystem")).toHaveValue("off");
  await expect(policy.capability("filesystem")).toContainText(/trusted has\s*filesystem read \/data/);
  await expect(policy.proof).not.toContainText("read or write files");
  await policy.grantsFor.selectOption("trusted");
  await policy.grant("filesystem", "off");
  expect(await policy.manifest()).not.toContain("component-grants");

  // The graph leads to the instance's grants.
  await page.getByTestId("composition-form-list").click();
  await listed(page, "stranger").getByRole("button", { name: "stranger: Grants" }).click();
  await expect(policy.grantsFor).toHaveValue("stranger");
  await expect(policy.grantsFor).toBeFocused();
  await expect(policy.capability("filesystem")).toHaveAttribute("data-standing", "missing");
  await policy.grant("filesystem", "scoped");
  await policy.scopes("filesystem").getByLabel("path of scope 1").fill("/data");
  expect(await policy.manifest()).toContain('[run.component-grants]\nstranger = ["filesystem read /data"]');
  await workbench.run(60_000);
  await expect(workbench.value("browser")).toContainText('["I was given no folder", "the note says: meet at noon"]');
  await workbench.deniedOnly.check();
  await expect(workbench.traceRows).toHaveCount(1);
  await expect(workbench.traceRows).toContainText("trusted → host");

  // Grant gives to whom it was denied.
  await policy.grantsFor.selectOption("");
  await expect(policy.deniedNeeds).toContainText("trusted");
  await policy.grantNeed("filesystem read /");
  await expect(workbench.value("browser")).toContainText('["the note says: meet at noon", "the note says: meet at noon"]');
  const before = await policy.manifest();
  expect(before).toContain('trusted = ["filesystem read /"]');

  // Tighten says first what it would change, part by part.
  await policy.tightenButton.click();
  await expect(policy.proposedParts.filter({ hasText: "trusted" })).toContainText(/filesystem read \/\s*.*filesystem read \/data\/note\.txt/s);
  expect(await policy.manifest()).toBe(before);
  await workbench.running(() => policy.applyTighten.click());
  await expect(workbench.value("browser")).toContainText('["the note says: meet at noon", "the note says: meet at noon"]');
  const tightened = await policy.manifest();
  for (const name of ["trusted", "stranger"]) expect(tightened).toContain(`${name} = ["filesystem read /data/note.txt"]`);
  await expect(policy.tightenButton).toBeDisabled();
  await workbench.undo("Tightened");
  expect(await policy.manifest()).toBe(before);
});

test("the list edits the text, the text changes the list, and undo takes an edit back", async ({ workbench, page }) => {
  test.setTimeout(120_000);
  await workbench.open();
  await workbench.openSample("composition-middleware");
  await expect(page.getByTestId("composition")).toContainText("dictionary", { timeout: 60_000 });
  await page.getByTestId("composition-form-list").click();
  const wire = listed(page, "reader").getByRole("combobox").first();
  await expect(wire).toHaveValue(/./);
  const options = await wire.locator("option").allInnerTexts();
  expect(options.some((option) => option.includes("dictionary"))).toBe(true);
  await wire.selectOption({ label: options.find((option) => option.startsWith("dictionary")) });
  await expect(wire.locator("option:checked")).toContainText("dictionary");
  // What is shown of the text is its end: the reader's wire.
  await workbench.editor.click();
  await page.keyboard.press("ControlOrMeta+End");
  await expect(workbench.editor).toContainText("export reader");
  await page.keyboard.press("ControlOrMeta+z");
  await expect(wire.locator("option:checked")).toContainText("filter");
  // A text that does not resolve says so, and what was there stays to be seen.
  await workbench.replaceText("composition.wac", "package a:b;\nlet x = new project:nobody { ... };\n");
  await expect(workbench.diagnostics).toContainText("there is no component `project:nobody`");
  await expect(page.getByTestId("composition-stale")).toContainText("nobody");
  await workbench.replaceText("composition.wac", "package a:b;\nlet book = new project:dictionary { ... };\nexport book...;\n");
  await expect(listed(page, "book")).toBeVisible();
  await expect(page.getByTestId("composition-stale")).toBeHidden();
});

test("a component that does not compile is said to be broken where it is", async ({ workbench }) => {
  test.setTimeout(120_000);
  await workbench.open();
  await workbench.openProject(changed(sample("composition-middleware"), { "components/filter/lib.rs": "fn broken( {\n" }));
  await expect(workbench.diagnostics).toContainText("components/filter/lib.rs", { timeout: 60_000 });
});
