// The graph of a composition: how long frames take while it is moved, zoomed, and a wire is dragged over it.
import { median } from "./statistics.js";

const STEPS = 90;

/**
 * Yields the frame times of the gestures on the graph that `page` shows.
 * @param {import("@playwright/test").Page} page
 */
export async function* measureGraph(page) {
  const canvas = page.getByTestId("composition-canvas");
  const box = await canvas.boundingBox();
  const middle = { x: box.x + box.width / 2, y: box.y + box.height / 2 };
  const nodes = await canvas.locator(".graph-node").count();
  // Around a circle, so that nothing leaves the canvas.
  const circle = async (radius) => {
    for (let step = 0; step < STEPS; step++) {
      const angle = (step / STEPS) * 4 * Math.PI;
      await page.mouse.move(middle.x + radius * Math.cos(angle), middle.y + radius * Math.sin(angle));
    }
  };
  const pan = async () => {
    await page.mouse.move(box.x + 4, box.y + 4);
    await page.mouse.down();
    await circle(Math.min(box.width, box.height) / 4);
    await page.mouse.up();
  };
  const zoom = async () => {
    await page.mouse.move(middle.x, middle.y);
    for (let step = 0; step < STEPS; step++) await page.mouse.wheel(0, step % 30 < 15 ? -60 : 60);
  };
  const wire = async () => {
    const port = await canvas.locator(".gives .graph-port").nth(nodes >> 1).boundingBox();
    await page.mouse.move(port.x + port.width / 2, port.y + port.height / 2);
    await page.mouse.down();
    await circle(Math.min(box.width, box.height) / 4);
    await page.keyboard.press("Escape");
    await page.mouse.up();
  };
  for (const [name, gesture] of Object.entries({ pan, zoom, "drag a wire": wire })) {
    await page.keyboard.press("0");
    yield figure(`graph of ${nodes} nodes: ${name}`, await frameTimes(page, gesture));
  }
}

function figure(what, times) {
  const sorted = [...times].sort((a, b) => a - b);
  const late = sorted[Math.floor(sorted.length * 0.95)];
  return {
    what,
    measured: `${median(times).toFixed(1)} ms a frame (95 %: ${late.toFixed(1)}, n=${times.length})`,
    target: "median ≤ 16.7 ms",
  };
}

/** The times between the frames that the page draws during `gesture`, in milliseconds. */
async function frameTimes(page, gesture) {
  await page.evaluate(() => {
    const times = [];
    globalThis.frameTimes = times;
    let last = performance.now();
    const frame = (now) => {
      times.push(now - last);
      last = now;
      if (globalThis.frameTimes === times) requestAnimationFrame(frame);
    };
    requestAnimationFrame(frame);
  });
  await gesture();
  return page.evaluate(() => {
    const times = globalThis.frameTimes;
    globalThis.frameTimes = null;
    return times.slice(1);
  });
}
