// Short links: publishes and reads a second, and from a link to the result that it shows, nothing cached.
//
// `node e2e/bench/links.mjs` measures only these, against a build that is there.
import { mkdirSync, rmSync } from "node:fs";
import { Agent, request } from "node:http";
import { join } from "node:path";
import { performance } from "node:perf_hooks";
import { fileURLToPath } from "node:url";
import { Workbench } from "../pages/workbench.js";
import { launch } from "../support/browser.js";
import { sample, wireProject } from "../support/projects.js";
import { startServer } from "../support/server.js";
import { FOLDER } from "./commands.js";
import { spread } from "./statistics.js";

const PORT = 8095;
const CLIENTS = 32;
const LOAD_MS = 4_000;
const VISITS = 9;

/** Yields the figures; the server has data of its own, in SQLite. */
export async function* measureLinks() {
  const data = join(FOLDER, "links-data");
  rmSync(data, { recursive: true, force: true });
  mkdirSync(data, { recursive: true });
  const server = await startServer(PORT, { DIPTYCH_DATA: data, DIPTYCH_LIMIT_CLIENT_PUBLISHES_PER_MINUTE: "1000000" });
  const agent = new Agent({ keepAlive: true, maxSockets: CLIENTS });
  const browser = await launch();
  try {
    const project = wireProject(sample("hello-wat"));
    const address = new URL("/api/v1/links", server.url);
    const ids = [];
    yield await load("links: publishes a second", "≥ 200/s on 2 cores", async () => {
      const body = JSON.stringify({ project, title: Math.random().toString(36) });
      ids.push(JSON.parse(await ask(address, "POST", agent, body)).id);
    });
    yield await load("links: reads a second", "≥ 2,000/s on 2 cores", async (round) => {
      await ask(new URL(`links/${ids[round % ids.length]}`, address), "GET", agent);
    });
    yield* await visits(browser, server.url);
  } finally {
    await browser.close();
    agent.destroy();
    await server.stop();
  }
}

async function load(what, target, one) {
  let finished = 0;
  const began = performance.now();
  await Promise.all(Array.from({ length: CLIENTS }, async () => {
    while (performance.now() - began < LOAD_MS) await one(finished++);
  }));
  const seconds = (performance.now() - began) / 1_000;
  return { what, measured: `${(finished / seconds).toFixed(0)}/s`, target };
}

/** Each visit is a browser's first: a context of its own has no cache. */
async function visits(browser, url) {
  const author = await browser.newPage();
  const workbench = new Workbench(author);
  await workbench.open(url);
  await workbench.openSample("hello-wat");
  await workbench.run();
  await author.getByTestId("share").click();
  await author.getByTestId("short-publish").click();
  await author.waitForFunction(() => document.querySelector("[data-testid=short-url]")?.value);
  const link = await author.getByTestId("short-url").inputValue();
  const times = [];
  for (let visit = 0; visit < VISITS; visit++) {
    const context = await browser.newContext();
    const page = await context.newPage();
    const began = performance.now();
    await page.goto(link, { waitUntil: "commit" });
    await page.waitForFunction(() => document.body?.innerText.includes("Same output"), null, { polling: "raf" });
    times.push(performance.now() - began);
    await context.close();
  }
  return [{ what: "links: from a short link to the result it shows, nothing cached", measured: spread(times, "ms"), target: "≤ 400 ms" }];
}

function ask(address, method, agent, body) {
  return new Promise((resolve, reject) => {
    const headers = body ? { "content-type": "application/json", "content-length": Buffer.byteLength(body) } : {};
    const sent = request(address, { method, agent, headers }, (response) => {
      const parts = [];
      response.on("data", (part) => parts.push(part));
      response.on("end", () => {
        const text = Buffer.concat(parts).toString();
        if (response.statusCode === 200) resolve(text);
        else reject(new Error(`${response.statusCode}: ${text.slice(0, 200)}`));
      });
      response.on("error", reject);
    });
    sent.on("error", reject);
    sent.end(body);
  });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for await (const { what, measured, target } of measureLinks()) console.log(what.padEnd(64), measured.padStart(32), ` ${target}`);
}
