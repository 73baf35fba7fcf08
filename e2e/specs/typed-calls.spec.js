// Typed calls: the form and the WAVE text beside it, each following the other, for every kind of type.
import { expect, test } from "../support/test.js";
import { ENGINES } from "../pages/workbench.js";

/** The calls of the sample `echo-types`, whose one argument each is numbered like the call, from 0. */
const CALL = { bool: 0, s8: 1, list: 14, option: 15, result: 16, tuple: 17, record: 18, variant: 19, enum: 20, flags: 21 };

test.describe("one function of each kind of type", () => {
  test.beforeEach(async ({ workbench }) => {
    await workbench.open();
    await workbench.openSample("echo-types");
    await workbench.build();
  });

  test("what is set in the form is written as WAVE, and runs", async ({ workbench }) => {
    const form = (kind) => workbench.call(CALL[kind]);
    const field = (kind, name) => form(kind).getByLabel(name, { exact: true });
    await field("bool", "value").uncheck();
    await field("s8", "value").fill("-7");
    await form("list").getByRole("button", { name: "Add element" }).click();
    await field("list", "element 3").fill("c");
    await field("option", "payload of value").selectOption("some");
    await field("option", "payload of payload of value").fill("7");
    await field("result", "value").selectOption("ok");
    await field("result", "payload of value").fill("5");
    await field("tuple", "1").fill("eight");
    await field("record", "x").fill("-9");
    await field("variant", "value").selectOption("dot");
    await field("variant", "y").fill("3");
    await field("enum", "value").selectOption("blue");
    await field("flags", "write").check();

    const expected = {
      bool: "false", s8: "-7", list: '["a", "", "b", "c"]', option: "some(some(7))", result: "ok(5)",
      tuple: '(7, "eight", true)', record: "{x: -9, y: 2}", variant: "dot({x: 0, y: 3})", enum: "blue",
      flags: "{read, write, execute}",
    };
    for (const [kind, wave] of Object.entries(expected)) await expect(workbench.wave(CALL[kind])).toHaveValue(wave);
    await workbench.run(60_000);
    const { left, right, comparison } = await workbench.report();
    for (const report of [left, right]) {
      expect(report.outcome).toBe("returned");
      for (const [kind, wave] of Object.entries(expected)) expect(report.values[CALL[kind]].value).toBe(wave);
    }
    expect(comparison.values.same).toBe(true);
  });

  test("what is written as WAVE shows in the form", async ({ workbench }) => {
    const write = (kind, text) => workbench.wave(CALL[kind]).fill(text);
    const field = (kind, name) => workbench.call(CALL[kind]).getByLabel(name, { exact: true });
    await write("bool", "false");
    await expect(field("bool", "value")).not.toBeChecked();
    await write("list", '["one"]');
    await expect(field("list", "element 0")).toHaveValue("one");
    await expect(field("list", "element 1")).toHaveCount(0);
    await write("option", "none");
    await expect(field("option", "value")).toHaveValue("none");
    await write("result", 'err("why")');
    await expect(field("result", "payload of value")).toHaveValue("why");
    await write("tuple", '(1, "two", false)');
    await expect(field("tuple", "1")).toHaveValue("two");
    await write("record", "{x: 5, y: -6}");
    await expect(field("record", "y")).toHaveValue("-6");
    await write("variant", "empty");
    await expect(field("variant", "value")).toHaveValue("empty");
    await write("enum", "red");
    await expect(field("enum", "value")).toHaveValue("red");
    await write("flags", "{write}");
    await expect(field("flags", "write")).toBeChecked();
    await expect(field("flags", "read")).not.toBeChecked();
  });

  test("WAVE that does not fit says so beside it, and Run says which parameter", async ({ workbench }) => {
    const text = workbench.wave(CALL.record);
    await text.fill("{x: 5, y: ");
    await expect(text).toHaveAttribute("aria-invalid", "true");
    await expect(workbench.call(CALL.record).getByRole("alert")).not.toBeEmpty();
    await workbench.running(() => workbench.runButton.click());
    for (const engine of ENGINES) {
      await expect(workbench.outcome(engine)).toContainText(/not run/i);
      await expect(workbench.outcome(engine)).toContainText("value");
    }
    await text.fill("{x: 5, y: 6}");
    await expect(workbench.call(CALL.record).getByRole("alert")).toHaveCount(0);
  });

  test("a number out of its type's range is refused in its field", async ({ workbench }) => {
    const field = workbench.call(CALL.s8).getByLabel("value", { exact: true });
    await field.fill("128");
    await expect(field).toHaveAttribute("aria-invalid", "true");
    await expect(workbench.wave(CALL.s8)).toHaveValue("-128");
  });
});

test("a handle that one call returned is passed to the next", async ({ workbench }) => {
  await workbench.open();
  await workbench.openSample("counter-wat");
  await workbench.run();
  const last = 6;
  for (const engine of ENGINES) await expect(workbench.value(engine)).toContainText("99");
  // The last call reads the counter of call 1; now it reads the one of call 3.
  await workbench.call(last).getByLabel("self", { exact: true }).selectOption("$3");
  await workbench.run();
  const { left, right } = await workbench.report();
  for (const report of [left, right]) expect(report.values.at(-1).value).toBe("99");
});
