// The projects that specs open: fixtures of their own and the samples, as path-to-bytes records.
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const SAMPLES = join(ROOT, "playground-samples");

/** A project of `e2e/fixtures`. @param {string} name */
export const fixture = (name) => folder(join(ROOT, "e2e/fixtures", name));

/** A sample's project, its expectations left out. @param {string} name */
export function sample(name) {
  return Object.fromEntries(
    Object.entries(folder(join(SAMPLES, name))).filter(([path]) => !path.startsWith("expected/")),
  );
}

/** Every sample's name. */
export function sampleNames() {
  return readdirSync(SAMPLES)
    .filter((name) => statSync(join(SAMPLES, name)).isDirectory())
    .sort();
}

/** Every sample and every denied variant, with the folder of its expectations, what differs there and a pipeline's stages. */
export function sampleCases() {
  const index = readFileSync(join(SAMPLES, "index.toml"), "utf8");
  const withVariant = new Set([...index.matchAll(/^sample = "(.+)"$/gm)].map(([, name]) => name));
  const differences = readFileSync(join(SAMPLES, "differences.toml"), "utf8").split("[[difference]]").slice(1);
  const known = (name, denied) => differences
    .filter((entry) => entry.includes(`sample = "${name}"`) && entry.includes("denied = true") === denied)
    .map((entry) => /^known = "(.+)"$/m.exec(entry)[1]);
  return sampleNames().flatMap((name) => {
    const plain = { name, denied: false, expected: "expected", known: known(name, false), stages: stagesOf(name) };
    const variant = { name, denied: true, expected: "expected/denied", known: known(name, true) };
    return withVariant.has(name) ? [plain, variant] : [plain];
  });
}

/** The names of a pipeline's stages; none of any other sample. */
function stagesOf(name) {
  const isPipeline = /^language = "pipeline"$/m.test(readFileSync(samplePath(name, "diptych.toml"), "utf8"));
  return isPipeline ? [...readFileSync(samplePath(name, "pipeline.toml"), "utf8").matchAll(/^name = "(.+)"$/gm)].map(([, stage]) => stage) : [];
}

/** The path of a file beside a sample. @param {string} name @param {string} file */
export const samplePath = (name, file) => join(SAMPLES, name, file);

/**
 * The same project with changes: a text replaces a file, a function rewrites it, `null` removes it.
 * @param {Record<string, Buffer>} project
 * @param {Record<string, string | null | ((text: string) => string)>} changes
 */
export function changed(project, changes) {
  const files = { ...project };
  for (const [path, change] of Object.entries(changes)) {
    if (change === null) {
      delete files[path];
      continue;
    }
    const before = files[path]?.toString() ?? "";
    const after = typeof change === "function" ? change(before) : change;
    if (after === before) throw new Error(`the change to ${path} changes nothing`);
    files[path] = Buffer.from(after);
  }
  return files;
}

/** The wire form of a project. @param {Record<string, Buffer>} files */
export function wireProject(files) {
  return {
    files: Object.fromEntries(Object.entries(files).map(([path, bytes]) => [path, { text: bytes.toString() }])),
  };
}

function folder(root) {
  const files = {};
  for (const entry of readdirSync(root, { withFileTypes: true, recursive: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath ?? entry.path, entry.name);
    files[relative(root, path)] = readFileSync(path);
  }
  return files;
}
