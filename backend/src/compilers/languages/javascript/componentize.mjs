// Runs inside the sandbox, under node: bundles a project with the layer around it, and makes a component, or the
// module of one.
//
// The JSON request is in the file that the argument names; the JSON answer goes to stdout. Nothing is read from disk but the tools:
// the project's files come in the request, and what is imported is looked up among them only.
import { readFileSync, writeFileSync } from "node:fs";
import { createRequire, SourceMap } from "node:module";

const request = JSON.parse(readFileSync(process.argv[2], "utf8"));
const answer = { diagnostics: [], raw: "", missing: null };

const LOADERS = { js: "js", mjs: "js", ts: "ts", mts: "ts", json: "json" };
// What is tried for an import that names no file, in this order.
const ENDINGS = ["", ".ts", ".mts", ".js", ".mjs", ".json", "/index.ts", "/index.js"];

const ENGINES = { quickjs: quickJs, spidermonkey: spiderMonkey };

async function main() {
  const bundle = await bundled();
  if (!bundle) return;
  try {
    writeFileSync(request.output, await ENGINES[request.engine](bundle.code));
  } catch (error) {
    initialization(String(error?.message ?? error), bundle.map);
  }
}

async function bundled() {
  const { build } = createRequire(`${request.packages}/`)("esbuild");
  try {
    const result = await build({
      entryPoints: ["diptych:exports"],
      bundle: true,
      write: false,
      outfile: "bundle.js",
      format: "esm",
      platform: "neutral",
      target: "es2023",
      charset: "utf8",
      legalComments: "none",
      sourcemap: "external",
      sourcesContent: false,
      logLevel: "silent",
      logLimit: 0,
      // No tsconfig.json is looked for.
      tsconfigRaw: "{}",
      absWorkingDir: request.folder,
      plugins: [projectOnly],
    });
    report(result.warnings, "warning");
    const [map, code] = ["bundle.js.map", "bundle.js"].map(
      (name) => result.outputFiles.find((file) => file.path.endsWith(`/${name}`)).text,
    );
    return { code, map: new SourceMap(JSON.parse(map)) };
  } catch (error) {
    if (!error.errors) throw error;
    report(error.errors, "error");
    report(error.warnings ?? [], "warning");
    return null;
  }
}

function report(messages, severity) {
  for (const { text, location, notes } of messages) {
    const said = [text, ...notes.map((note) => note.text)].join("\n");
    const file = location?.file.replace(/^project:/, "");
    const known = file !== undefined && Object.hasOwn(request.files, file);
    // About the layer, which is not the project's.
    if (severity === "warning" && !known) continue;
    // esbuild counts bytes; a page counts UTF-16 code units.
    const column = known ? utf16(location.lineText, location.column) : 0;
    const end = known ? utf16(location.lineText, location.column + location.length) : 0;
    answer.diagnostics.push({ severity, message: said, file: known ? file : null, line: location?.line ?? 0, column, end });
    answer.raw += known ? `${file}:${location.line}:${column}: ${severity}: ${said}\n` : `${severity}: ${said}\n`;
  }
}

function utf16(line, bytes) {
  return Buffer.from(line).subarray(0, bytes).toString().length + 1;
}

const projectOnly = {
  name: "project-only",
  setup(build) {
    build.onResolve({ filter: /.*/ }, ({ path, importer, namespace, kind }) => {
      if (Object.hasOwn(request.modules, path) && (kind === "entry-point" || namespace !== "project")) {
        return { path, namespace: "layer" };
      }
      if (path === "diptych:user" && namespace === "layer") return { path: request.entry, namespace: "project" };
      if (namespace === "layer") return { path, external: true };
      if (Object.hasOwn(request.interfaces, path)) {
        const target = request.interfaces[path];
        return target.startsWith("diptych:") ? { path: target, namespace: "layer" } : { path: target, external: true };
      }
      if (!/^\.{1,2}(\/|$)/.test(path)) return { errors: [{ text: foreign(path) }] };
      const found = lookedUp(joined(importer, path));
      return found
        ? { path: found, namespace: "project" }
        : { errors: [{ text: `there is no file ${JSON.stringify(path)} in this project, seen from \`${importer}\`` }] };
    });
    build.onLoad({ filter: /.*/, namespace: "layer" }, ({ path }) => ({ contents: request.modules[path], loader: "js" }));
    build.onLoad({ filter: /.*/, namespace: "project" }, ({ path }) => {
      const loader = LOADERS[path.split(".").pop()];
      return loader
        ? { contents: request.files[path], loader }
        : { errors: [{ text: `\`${path}\` cannot be imported: only .js, .mjs, .ts, .mts and .json files can` }] };
    });
  },
};

function foreign(path) {
  const known = [...new Set(Object.values(request.interfaceNames))];
  const offer = known.length > 0 ? `this world imports ${known.map((name) => `\`${name}\``).join(", ")}` : "this world imports none";
  return `${JSON.stringify(path)} cannot be imported: a component has the files of its project (\`./…\`) and the interfaces its world imports; ${offer}`;
}

// The path below the project's folder, or null when it leaves the project.
function joined(importer, path) {
  const parts = importer.split("/").slice(0, -1);
  for (const part of path.split("/")) {
    if (part === "..") {
      if (parts.pop() === undefined) return null;
    } else if (part !== "." && part !== "") parts.push(part);
  }
  return parts.join("/");
}

function lookedUp(path) {
  if (path === null) return null;
  const named = ENDINGS.map((ending) => path + ending);
  // TypeScript's habit: `./x.js` for what is `x.ts`.
  if (/\.m?js$/.test(path)) named.push(path.replace(/js$/, "ts"));
  return named.find((name) => Object.hasOwn(request.files, name)) ?? null;
}

async function quickJs(jsSource) {
  const { componentize } = createRequire(`${request.packages}/`)("componentize-qjs");
  const { component } = await componentize({
    witPath: request.wit,
    world: request.world,
    jsSource,
    stubWasi: !request.wasi,
    runtimeBytes: readFileSync(request.runtime),
  });
  return component;
}

async function spiderMonkey(source) {
  const { spiderMonkey } = await import(`${request.folder}/spidermonkey.mjs`);
  return spiderMonkey(request, source);
}

// What the project's top-level code threw while the component was made.
function initialization(message, map) {
  answer.raw += `${message}\n`;
  const missing = /diptych-missing:(\[.*?\]);/.exec(message);
  if (missing) {
    answer.missing = JSON.parse(missing[1]);
    return;
  }
  // Lines and columns of the bundle.
  const places = [...message.matchAll(/(?:user\.js|bundle\.js|source\.js|initializer):(\d+):(\d+)/g)];
  let place = { file: null, line: 0, column: 0, end: 0 };
  for (const [, line, column] of places) {
    const found = map.findEntry(line - 1, column - 1);
    const file = found.originalSource?.replace(/^.*project:/, "");
    if (file && Object.hasOwn(request.files, file)) {
      place = { file, line: found.originalLine + 1, column: found.originalColumn + 1, end: found.originalColumn + 1 };
      break;
    }
  }
  const said = message
    .replace(/^[^]*?(Failed to (declare|evaluate|finish) JavaScript module( evaluation)?): /, "")
    .replace(/^source\.js:\d+:\d+ /, "")
    .replace(/\n\s+at [^]*$/, "")
    .trim();
  answer.diagnostics.push({ severity: "error", message: `while its top-level code ran: ${said}`, ...place });
}

await main();
// The answer has a line of its own, whatever was printed before; the process ends once it is out.
process.stdout.write(`\n${JSON.stringify(answer)}\n`, () => process.exit(0));
