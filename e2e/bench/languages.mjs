// Every language: from request to component, warm and cached, beside its usual command line in the same run.
//
// `node e2e/bench/languages.mjs [--write] [--rounds N] [name…]` measures only these, against a build that is there;
// `--write` puts the medians into `playground-samples/compile-times.toml`, which the docs' table reads.
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { Workbench } from "../pages/workbench.js";
import { launch } from "../support/browser.js";
import { sample, samplePath, wireProject } from "../support/projects.js";
import { startServer } from "../support/server.js";
import { FOLDER, toolchainPath, usualCommand } from "./commands.js";
import { median, spread } from "./statistics.js";

const PORT = 8096;
const ROUNDS = 9;
/** Of what takes longer than `SLOW_MS`. */
const SLOW_ROUNDS = 3;
const SLOW_MS = 3_000;
const TIMES = samplePath("compile-times.toml", "");

/** What is measured: its sample is `types-<language>`; `targetMs` is aimed for from request to component. */
const LANGUAGES = [
  { name: "wat", label: "WAT", comment: ";;" },
  { name: "rust", label: "Rust", comment: "//", targetMs: 250 },
  { name: "c", label: "C", comment: "//", targetMs: 150 },
  { name: "cpp", label: "C++", comment: "//" },
  { name: "zig", label: "Zig", comment: "//" },
  { name: "javascript", label: "JavaScript (QuickJS)", comment: "//", targetMs: 1500 },
  // The same compile beside the command that people usually make components of JavaScript with.
  { name: "javascript-spidermonkey", label: "JavaScript (QuickJS), beside SpiderMonkey", comment: "//", language: "javascript", toolchain: "spidermonkey", rounds: SLOW_ROUNDS },
  { name: "typescript", label: "TypeScript (QuickJS)", comment: "//" },
  { name: "python", label: "Python", comment: "#" },
  { name: "go", label: "Go", comment: "//", targetMs: 1000 },
  { name: "assemblyscript", label: "AssemblyScript", comment: "//" },
  { name: "assemblyscript-page", label: "AssemblyScript in the page", comment: "//", language: "assemblyscript", page: true, targetMs: 1200 },
];

/**
 * Yields the figures of each language that the server has; afterwards `--write` keeps them.
 * @param {{write?: boolean, rounds?: number, names?: string[]}} [options]
 */
export async function* measureLanguages({ write = false, rounds, names = [] } = {}) {
  // A cache of its own, so that nothing is there from before.
  const cache = join(FOLDER, "server-cache");
  rmSync(cache, { recursive: true, force: true });
  mkdirSync(cache, { recursive: true });
  const server = await startServer(PORT, { DIPTYCH_CACHE: cache });
  const browser = await launch();
  const measured = [];
  try {
    const page = await browser.newPage();
    await new Workbench(page).open(server.url);
    const { toolchains } = await (await fetch(`${server.url}/api/v1/toolchains`)).json();
    const offered = ({ language, name, page, toolchain }) =>
      page || (!toolchain || existsSync(toolchainPath(toolchain))) && toolchains.some((offer) => offer.available && offer.language === (language ?? name));
    for (const entry of LANGUAGES.filter(({ name }) => names.length === 0 || names.includes(name))) {
      if (!offered(entry)) {
        yield { what: `${entry.label}: this server does not have it`, measured: "–", target: "–" };
        continue;
      }
      try {
        const result = await measure(entry, { url: server.url, page, rounds });
        measured.push({ ...entry, ...result });
        yield* figures(entry, result);
      } catch (error) {
        // The others are measured all the same.
        yield { what: `${entry.label}: failed`, measured: "–", target: error.message };
      }
    }
  } finally {
    await browser.close();
    await server.stop();
  }
  if (write) keep(measured);
}

function* figures({ label, page, targetMs }, { ours, cached, usual, command, fresh }) {
  const target = targetMs ? `median ≤ ${targetMs} ms` : "–";
  const what = page ? "project to component, warm" : "request to component, warm";
  yield { what: `${label}: ${what}`, measured: spread(ours, "ms"), target };
  if (cached.length) yield { what: `${label}: the same request again, cached`, measured: spread(cached, "ms"), target: "median ≤ 10 ms" };
  if (!usual) return;
  const note = usual.note ? ` (${usual.note})` : "";
  yield { what: `${label}: edited, then ${usual.text.split(" ").slice(0, 3).join(" ")} …${note}`, measured: spread(command, "ms"), target: "–" };
  yield { what: `${label}: the command's time to ours`, measured: `${(median(command) / median(ours)).toFixed(1)}×`, target: "≥ 3×" };
  if (!fresh.length) return;
  yield { what: `${label}: the same in a fresh checkout`, measured: spread(fresh, "ms"), target: "–" };
  yield { what: `${label}: that time to ours`, measured: `${(median(fresh) / median(ours)).toFixed(1)}×`, target: "≥ 3×" };
}

/** Rounds of ours and of the command in turn, so that both meet the machine in the same mood. */
async function measure(entry, { url, page, rounds }) {
  const language = entry.language ?? entry.name;
  const files = sample(`types-${language}`);
  const path = /^entry = "(.+)"$/m.exec(files["diptych.toml"].toString())[1];
  // Never seen before: no cache knows it.
  const edit = () => `${entry.comment} ${Math.random().toString(36).slice(2)}`;
  const edited = () => wireProject({ ...files, [path]: Buffer.from(`${files[path]}\n${edit()}\n`) });
  const compile = entry.page
    ? (project) => page.evaluate(inThePage, project)
    : (project) => onTheServer(url, project);
  const again = entry.page ? null : async (project) => (await onTheServer(url, project, true)).took;
  const usual = await usualCommand(entry.name, files, path);
  // These warm up.
  const first = (await compile(edited())).took;
  usual?.build(edit());
  const warm = (await compile(edited())).took;
  const count = rounds ?? entry.rounds ?? (Math.min(first, warm) > SLOW_MS ? SLOW_ROUNDS : ROUNDS);
  const [ours, cached, command, fresh] = [[], [], [], []];
  for (let round = 0; round < count; round++) {
    const project = edited();
    ours.push((await compile(project)).took);
    if (again) cached.push(await again(project));
    if (usual) command.push(usual.build(edit()));
  }
  // A compile here never has a folder from before.
  for (let round = 0; usual?.buildFresh && round < SLOW_ROUNDS; round++) fresh.push(usual.buildFresh(edit()));
  return { ours, cached, usual, command, fresh };
}

/**
 * As the page does it: until the component is here. A large one is answered by its hash; when it is `cached` the page
 * has the bytes from the first time.
 */
async function onTheServer(url, project, isCached = false) {
  const body = JSON.stringify({ project, component: "by-hash" });
  const began = performance.now();
  const response = await fetch(`${url}/api/v1/compile`, {
    method: "POST", headers: { "content-type": "application/json" }, body,
  });
  const output = await response.json();
  const isFetched = !output.component && output.component_sha256 && !isCached;
  const component = isFetched
    ? await (await fetch(`${url}/api/v1/components/${output.component_sha256}`)).arrayBuffer()
    : output.component ?? output.component_sha256;
  const took = performance.now() - began;
  if (!component || output.cached !== isCached) {
    throw new Error(`${response.status}, cached: ${output.cached}: ${JSON.stringify({ ...output, component: undefined }).slice(0, 2000)}`);
  }
  return { took };
}

/** In the page: by its languages worker, component included. */
async function inThePage(project) {
  const began = performance.now();
  const output = await globalThis.diptych.languages.compile(project, new AbortController().signal, () => {});
  const took = performance.now() - began;
  if (!output.component) throw new Error(JSON.stringify(output.diagnostics));
  return { took };
}

/** Writes the medians; those that were not measured now stay as they are. */
function keep(measured) {
  const entries = new Map(kept().map((block) => [/^name = "(.+)"$/m.exec(block)[1], block]));
  for (const { name, label, ours, cached, usual, command } of measured) {
    const lines = [`[[measured]]`, `name = "${name}"`, `label = "${label}"`, `ours-ms = ${whole(ours)}`];
    if (cached.length) lines.push(`cached-ms = ${whole(cached)}`);
    if (usual) lines.push(`command = ${JSON.stringify(usual.text)}`, `command-note = ${JSON.stringify(usual.note)}`, `command-ms = ${whole(command)}`);
    lines.push(`cores = ${availableParallelism()}`, `date = "${new Date().toISOString().slice(0, 10)}"`);
    entries.set(name, lines.join("\n"));
  }
  const head = [
    "# Medians of `node e2e/bench/languages.mjs --write`, in whole milliseconds: `ours` is from the request to",
    "# the component, warm and never compiled before, `cached` the same request again, `command` the usual",
    "# command line after an edit, warm.",
  ].join("\n");
  const blocks = LANGUAGES.flatMap(({ name }) => entries.get(name) ?? []);
  writeFileSync(TIMES, `${[head, ...blocks].join("\n\n")}\n`);
}

function kept() {
  try {
    return readFileSync(TIMES, "utf8").split("\n\n").map((block) => block.trim()).filter((block) => block.startsWith("[[measured]]"));
  } catch (error) {
    if (error.code === "ENOENT") return [];
    throw error;
  }
}

const whole = (samples) => Math.max(1, Math.round(median(samples)));

if (process.argv[1] === new URL(import.meta.url).pathname) {
  const words = process.argv.slice(2);
  const rounds = words.includes("--rounds") ? Number(words.splice(words.indexOf("--rounds"), 2)[1]) : undefined;
  const names = words.filter((word) => !word.startsWith("--"));
  for await (const { what, measured, target } of measureLanguages({ write: words.includes("--write"), rounds, names })) {
    console.log(`${what.padEnd(100)} ${measured.padStart(28)}  ${target}`);
  }
}
