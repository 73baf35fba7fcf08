// The `test` every spec uses: a workbench page that fails the test on any unexpected console error.
import { test as base, expect } from "@playwright/test";
import { Workbench } from "../pages/workbench.js";

export { expect };

/** What the page says on its console that it should not, as it comes. @param {import("@playwright/test").Page} page */
export function listen(page) {
  const errors = [];
  page.on("pageerror", (error) => errors.push(String(error)));
  page.on("console", (message) => {
    if (message.type() === "error" || message.type() === "warning") errors.push(message.text());
  });
  return errors;
}

export const test = base.extend({
  /** Console texts a spec expects, as one regular expression; nothing by default. */
  expectedErrors: [/$^/, { option: true }],

  workbench: async ({ page, expectedErrors }, use) => {
    const errors = listen(page);
    await use(new Workbench(page));
    const unexpected = errors.filter((text) => !expectedErrors.test(text));
    expect(unexpected, "unexpected messages in the console").toEqual([]);
  },
});
