// Takes the pictures in docs/: the comparison view in light and dark, the page on a phone, and a component inspected.
import { fileURLToPath } from "node:url";
import { Inspector } from "./pages/inspector.js";
import { Workbench } from "./pages/workbench.js";
import { launch } from "./support/browser.js";
import { startServer } from "./support/server.js";

const PORT = 8098;
const SAMPLE = "http";
const docs = (name) => fileURLToPath(new URL(`../docs/${name}`, import.meta.url));

const PICTURES = [
  { file: "comparison.png", width: 1440, height: 900, colorScheme: "light" },
  { file: "comparison-dark.png", width: 1440, height: 900, colorScheme: "dark" },
  { file: "inspect.png", width: 1440, height: 900, colorScheme: "light", inspect: "size" },
  { file: "mobile.png", width: 390, height: 844, colorScheme: "light" },
];

const server = await startServer(PORT);
const browser = await launch();
try {
  for (const { file, width, height, colorScheme, inspect } of PICTURES) {
    const context = await browser.newContext({ viewport: { width, height }, colorScheme });
    const workbench = new Workbench(await context.newPage());
    await workbench.open(server.url);
    await workbench.openSample(SAMPLE);
    // The first run fills the caches, so that the second shows what a person sees most.
    await workbench.run(60_000);
    await workbench.run(60_000);
    await workbench.dismissToasts();
    await workbench.page.mouse.move(0, 0);
    if (inspect) {
      const inspector = new Inspector(workbench.page);
      await inspector.open();
      await inspector.tab(inspect);
    }
    await workbench.page.screenshot({ path: docs(file) });
    console.log(`docs/${file}: ${width}×${height}, ${colorScheme}`);
    await context.close();
  }
} finally {
  await browser.close();
  await server.stop();
}
