// The virtual files after a run: what changed on each engine, the difference, the download, and the way into the project.
import { expect, test } from "../support/test.js";

test("files that a run made are shown, compared, downloaded and kept", async ({ workbench, page }) => {
  await workbench.open();
  await workbench.openSample("files");
  await workbench.run(60_000);
  const file = workbench.filesAfter.filter({ hasText: "bill.txt" });
  await expect(file).toContainText("same");
  await expect(file).toContainText("added");
  await file.getByRole("button", { name: "against before" }).click();
  await expect(page.getByTestId("file-diff")).toContainText("apples");
  const { name, bytes } = await workbench.download(file.getByTestId("file-download"));
  expect(name).toBe("bill.txt");
  expect(bytes.toString()).toContain("apples");

  await file.getByTestId("file-keep").click();
  await expect(workbench.toast.filter({ hasText: /Kept as files\/.*bill\.txt/ })).toBeVisible();
  await expect(workbench.file("files/out/bill.txt")).toBeVisible();
  await workbench.undo("Kept as");
  await expect(workbench.file("files/out/bill.txt")).toBeHidden();
});
