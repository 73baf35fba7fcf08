// Share links: the project in the fragment, restored elsewhere, and bad links that lose nothing.
import { expect, test } from "../support/test.js";
import { randomBytes } from "node:crypto";
import { BinaryBitmap, DecodeHintType, HybridBinarizer, QRCodeReader, RGBLuminanceSource } from "@zxing/library";
import { fixture, sample } from "../support/projects.js";

test("a link carries the project to another browser and runs on demand", async ({ workbench, browser }) => {
  await workbench.open();
  await workbench.openSample("hello-wat");
  const link = await workbench.share();
  expect(new URL(link.url).hash).toMatch(/^#v1\.[A-Za-z0-9_-]+$/);
  expect(link.length).toBe(link.url.length);
  const context = await browser.newContext();
  const other = workbench.on(await context.newPage());
  await other.open(link.url);
  await expect(other.switcher).toContainText(/^title = "(.*)"/m.exec(sample("hello-wat")["diptych.toml"])[1]);
  await expect(other.verdict).not.toContainText("Same output");
  await other.run();
  await expect(other.verdict).toContainText("Same output");
  await context.close();
});

test("a link says who would cut it, and travels as a badge and as a code to scan", async ({ workbench, page, context }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await workbench.open();
  await workbench.openSample("hello-wat");
  await page.getByTestId("share").click();
  await expect(page.getByTestId("share-url")).toHaveValue(/#v1/);
  const address = await page.getByTestId("share-url").inputValue();
  await expect(page.getByRole("meter")).toHaveAttribute("title", /of 2,000 characters that Discord takes/);
  await expect(page.getByTestId("share-advice")).toHaveCount(0);
  await page.getByTestId("share-markdown").click();
  await expect(page.getByTestId("share-markdown")).toHaveText("Copied");
  const markdown = await page.evaluate(() => navigator.clipboard.readText());
  expect(markdown).toMatch(/^\[!\[Run .+ in Diptych\]\(http:.+\/badge\.svg\)\]\(/);
  expect(markdown.endsWith(`](${address})`)).toBe(true);
  const picture = await page.request.get(new URL("badge.svg", page.url()).href);
  expect(picture.headers()["content-type"]).toBe("image/svg+xml");
  // The code is read by another library than the one that drew it.
  await page.getByTestId("share-qr").click();
  const code = page.getByTestId("share-qr-code");
  await expect(code).toBeVisible();
  const { size, light } = await code.evaluate(photographed);
  const bitmap = new BinaryBitmap(new HybridBinarizer(new RGBLuminanceSource(new Uint8ClampedArray(light), size, size)));
  const isPure = new Map([[DecodeHintType.PURE_BARCODE, true]]);
  expect(new QRCodeReader().decode(bitmap, isPure).getText()).toBe(address);
  await workbench.closeDialog();

  await expect(page.getByTestId("share-secrets")).toHaveCount(0);

  // What looks like a secret is said before it is sent.
  const token = ["ghp", "wWPw5k4aXcaT4fNP0UcnZwJUVFk6LO0pINUx"].join("_");
  await workbench.openProject({ ...sample("hello-wat"), "notes.txt": Buffer.from(`one\n${token}\n`) }, "secret");
  await page.getByTestId("share").click();
  await expect(page.getByTestId("share-secrets")).toContainText("notes.txt:2 GitHub Token");
  await workbench.closeDialog();

  // A large one is too long for some, and for a code.
  await workbench.openProject({ ...sample("hello-wat"), "files/noise.txt": Buffer.from(randomBytes(6000).toString("hex")) });
  await page.getByTestId("share").click();
  await expect(page.getByTestId("share-advice")).toContainText("Too long for Discord (2,000), Telegram (4,096)");
  await expect(page.getByTestId("share-no-qr")).toContainText("2,953");
});

/** In the page: the drawn code as an image, four pixels a module, one number a pixel. */
async function photographed(svg) {
  const size = svg.viewBox.baseVal.width * 4;
  const image = new Image();
  const copy = svg.cloneNode(true);
  copy.setAttribute("width", size);
  copy.setAttribute("height", size);
  const text = new XMLSerializer().serializeToString(copy);
  image.src = `data:image/svg+xml,${encodeURIComponent(text)}`;
  await image.decode();
  const context = new OffscreenCanvas(size, size).getContext("2d");
  context.drawImage(image, 0, 0);
  return { size, light: [...context.getImageData(0, 0, size, size).data].filter((_, index) => index % 4 === 0) };
}

test("a link opens beside what is already there", async ({ workbench }) => {
  await workbench.open();
  await workbench.openProject(fixture("endless"));
  const { url } = await workbench.share();
  await workbench.openProject(fixture("live-random"));
  await workbench.page.goto(`${url}`);
  await workbench.page.reload();
  await workbench.ready();
  await expect(workbench.switcher).toContainText("Endless loop");
  await workbench.switchTo("Live random numbers");
  await expect(workbench.editor).toContainText("get-random-u64");
});

for (const [what, damage, says] of [
  ["truncated", (url) => url.slice(0, -20), /truncated|incomplete|damaged|cut/i],
  ["changed", (url) => url.replace(/.{4}$/, "AAAA"), /damaged|checksum|changed|truncated|incomplete/i],
  ["from a later version", (url) => url.replace("#v1.", "#v9."), /format 9/],
  ["no link at all", (url) => url.replace(/#.*/, "#hello"), /link/i],
  ["oversized", (url) => `${url}${"A".repeat(3 << 20)}`, /too long|too large|damaged|limit|truncated/i],
]) {
  test(`a link that is ${what} says so and loses no work`, async ({ workbench, page }) => {
    await workbench.open();
    await workbench.openProject(fixture("endless"));
    const { url } = await workbench.share();
    await workbench.closeDialog();
    await page.evaluate((fragment) => { location.hash = fragment; }, new URL(damage(url)).hash);
    await expect(workbench.toast.filter({ hasText: "could not be opened" })).toContainText(says);
    await expect(workbench.switcher).toContainText("Endless loop");
    await expect(workbench.editor).toContainText("spin-forever");
  });
}
