// The versions of a project: one a run of changed files, told apart, restored, undone, kept over a reload.
import { expect, test } from "../support/test.js";

test("an earlier version comes back, and what was there is kept", async ({ workbench, page }) => {
  const entries = page.getByTestId("history-entry");
  const open = () => page.getByTestId("history").click();
  await workbench.open();
  await workbench.openSample("hello-wat");
  await open();
  await expect(page.getByTestId("history-empty")).toBeVisible();
  await page.keyboard.press("Escape");
  await workbench.run();
  await workbench.createFile("notes.txt");
  await workbench.replaceText("notes.txt", "second");
  await workbench.run();
  await workbench.run();
  await workbench.replaceText("notes.txt", "third");

  await open();
  await expect(entries).toHaveCount(2);
  await expect(entries.first()).toContainText("Same output");
  await expect(page.getByTestId("history-detail")).toContainText("-second");
  await expect(page.getByTestId("history-detail")).toContainText("+third");
  await entries.nth(1).click();
  await expect(page.getByTestId("history-detail")).toContainText("added since");
  await page.getByTestId("history-restore").click();
  await expect(workbench.file("notes.txt")).toHaveCount(0);
  await workbench.undo("Restored an earlier version");
  await workbench.show("notes.txt");
  await expect(workbench.editor).toContainText("third");

  await page.reload();
  await workbench.ready();
  await open();
  await expect(entries).toHaveCount(3);
  await expect(entries.first()).toContainText("Before an earlier version was restored");
});
