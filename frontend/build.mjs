// Builds the static site: `node build.mjs --site <dir> --pkg <dir> [--samples <dir>] [--clang <dir>]`.
//
// Takes the seven wasm packages (wasm-pack output in <pkg>/{app,compose,graph,languages,tools,transpile,wat}), the
// JavaScript in js/, styles/*.css, static/, index.html and embed.html, and writes a folder that any file host can serve:
// index.html, embed/index.html, embed.js, run-frame.html, headless.html, assets/ with hashed names,
// samples/, each with a brotli sibling.
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { cp, mkdir, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { build } from "esbuild";
import { assemblyscript, splitBinaryen } from "./build/assemblyscript.mjs";
import { copyClang } from "./build/clang.mjs";
import { embedHtml } from "./build/embed.mjs";
import { compressSite, sizeTable } from "./build/compress.mjs";
import { frameHtml } from "./build/frame.mjs";
import { headlessHtml } from "./build/headless.mjs";
import { ownWorkerStarter } from "./build/monaco.mjs";
import { withoutNames } from "./build/names.mjs";
import { smaller } from "./build/smaller.mjs";

const frontend = dirname(fileURLToPath(import.meta.url));
const { values: options } = parseArgs({
  options: { site: { type: "string" }, pkg: { type: "string" }, samples: { type: "string" }, clang: { type: "string" } },
});
const site = resolve(options.site ?? join(frontend, "../target/site"));
const pkg = resolve(options.pkg ?? join(frontend, "../target/pkg"));
const assets = join(site, "assets");

/** The wasm packages: folder under `pkg`, the stem of its files. */
const PACKAGES = {
  app: "diptych_frontend",
  compose: "diptych_compose_kit",
  graph: "diptych_graph_kit",
  languages: "diptych_languages_kit",
  tools: "diptych_tools_kit",
  transpile: "diptych_transpile_kit",
  wat: "diptych_wat_kit",
};

/** Fails with the command that brings a missing package. */
function requirePackages() {
  for (const [folder, stem] of Object.entries(PACKAGES)) {
    const wasm = join(pkg, folder, `${stem}_bg.wasm`);
    if (!existsSync(wasm)) {
      throw new Error(`${wasm} is missing: run \`cargo xtask build\`, which makes it with wasm-pack`);
    }
  }
}

const shortHash = (bytes) => createHash("sha256").update(bytes).digest("hex").slice(0, 10);

/** Writes `bytes` under a name that changes with them; answers the file name in assets/. */
async function writeAsset(stem, extension, bytes) {
  const name = `${stem}-${shortHash(bytes)}.${extension}`;
  await writeFile(join(assets, name), bytes);
  return name;
}

/** Options that every bundle shares. `define` carries the addresses of other assets. */
function bundle(extra) {
  return build({
    absWorkingDir: frontend,
    bundle: true,
    minify: true,
    format: "esm",
    target: "es2022",
    legalComments: "none",
    logLevel: "warning",
    metafile: true,
    write: true,
    outdir: assets,
    entryNames: "[name]-[hash]",
    chunkNames: "[name]-[hash]",
    assetNames: "[name]-[hash]",
    loader: { ".ttf": "file" },
    alias: {
      ...Object.fromEntries(Object.entries(PACKAGES).map(([folder, stem]) => [`#pkg/${folder}`, join(pkg, folder, `${stem}.js`)])),
      // secretlint's rules know files by their endings.
      "node:path": "path-browserify",
    },
    ...extra,
  });
}

/** The output file that esbuild made of `entry`, as a name in assets/. */
function outputOf(result, entry) {
  const [path] = Object.entries(result.metafile.outputs).find(([, output]) => output.entryPoint === entry) ?? [];
  if (!path) throw new Error(`esbuild made no output of ${entry}`);
  return basename(path);
}

/** The style sheet that esbuild made of what `entry` imports. */
function stylesOf(result, entry) {
  return basename(Object.values(result.metafile.outputs).find((output) => output.entryPoint === entry).cssBundle);
}

/** Style sheets of what a person sees only after doing something: they come when the page is usable. */
const LATER_STYLES = ["compare.css", "composition.css", "inspect.css", "links.css", "overlays.css", "pipeline.css", "policy.css", "trace.css"];

/** Those of the page for frames. */
const EMBED_STYLES = ["base.css", "embed.css"];

/** Bundles style sheets into one asset, in this order; answers its name. */
async function styles(stem, sheets) {
  const css = await build({
    absWorkingDir: frontend,
    stdin: { contents: sheets.map((name) => `@import "./styles/${name}";`).join("\n"), resolveDir: frontend, loader: "css" },
    bundle: true,
    minify: true,
    write: false,
    logLevel: "warning",
  });
  return writeAsset(stem, "css", css.outputFiles[0].contents);
}

/** Files of one site build; what they replace goes away afterwards. */
async function removeStale(keep) {
  for (const name of await readdir(assets)) {
    if (!keep.has(name.replace(/\.br$/, ""))) await rm(join(assets, name));
  }
}

async function main() {
  requirePackages();
  await mkdir(assets, { recursive: true });
  const keep = new Set();
  const wasm = {};
  for (const [folder, stem] of Object.entries(PACKAGES)) {
    const made = await readFile(join(pkg, folder, `${stem}_bg.wasm`));
    // The kits are built for speed; the page and its graph for size.
    const module = withoutNames(["app", "graph"].includes(folder) ? smaller(made) : made);
    wasm[folder] = await writeAsset(folder, "wasm", module);
    keep.add(wasm[folder]);
  }
  const binaryen = await splitBinaryen(join(frontend, "node_modules/binaryen/index.js"));
  wasm.binaryen = await writeAsset("binaryen", "wasm", withoutNames(binaryen.module));
  keep.add(wasm.binaryen);
  const clang = JSON.stringify(await copyClang(options.clang, site));

  // From the inside out: each bundle holds the addresses of what it starts.
  const editorWorker = "js/editor/editor-worker.js";
  const typescriptWorker = "js/editor/typescript-worker.js";
  const toolchainWorker = "js/toolchain/worker.js";
  const languagesWorker = "js/languages/worker.js";
  const runWorker = "js/run/worker.js";
  const [workers, languages, run] = await Promise.all([
    bundle({
      entryPoints: [editorWorker, typescriptWorker, toolchainWorker],
      splitting: true,
      define: {
        __COMPOSE_WASM__: JSON.stringify(wasm.compose),
        __TOOLS_WASM__: JSON.stringify(wasm.tools),
        __TRANSPILE_WASM__: JSON.stringify(wasm.transpile),
        __WAT_WASM__: JSON.stringify(wasm.wat),
        __LANGUAGES_WASM__: JSON.stringify(wasm.languages),
      },
    }),
    bundle({
      entryPoints: [languagesWorker],
      // A compiler comes when a project needs it.
      splitting: true,
      plugins: [assemblyscript(binaryen.script)],
      // What they would load in Node.js.
      external: ["fs", "module", "path", "url", "node:*"],
      define: {
        __LANGUAGES_WASM__: JSON.stringify(wasm.languages),
        __BINARYEN_WASM__: JSON.stringify(wasm.binaryen),
        __CLANG__: clang,
      },
    }),
    // A classic worker: module workers cannot be started from a blob in an opaque origin.
    bundle({ entryPoints: [runWorker], format: "iife", supported: { "dynamic-import": true } }),
  ]);
  const editor = "js/editor/editor.js";
  const editing = await bundle({
    entryPoints: [editor],
    // Monaco's grammars and the TypeScript features come when a file needs them.
    splitting: true,
    plugins: [ownWorkerStarter(frontend)],
    define: {
      __EDITOR_WORKER__: JSON.stringify(outputOf(workers, editorWorker)),
      __TYPESCRIPT_WORKER__: JSON.stringify(outputOf(workers, typescriptWorker)),
    },
  });
  const sheets = (await readdir(join(frontend, "styles"))).filter((name) => name.endsWith(".css")).sort();
  const stylesheet = await styles("page", sheets.filter((name) => ![...LATER_STYLES, "embed.css"].includes(name)));
  const laterStyles = await styles("later", LATER_STYLES);
  const embedStyles = await styles("embed", EMBED_STYLES);
  const linkDictionary = await writeAsset("link-dictionary", "txt", await readFile(join(frontend, "../shared/src/project/link_dictionary_v1.txt")));
  keep.add(stylesheet).add(laterStyles).add(embedStyles).add(linkDictionary);
  const manifest = JSON.parse(await readFile(join(frontend, "package.json"), "utf8"));
  const page = await bundle({
    entryPoints: ["js/main.js"],
    splitting: true,
    define: {
      __APP_WASM__: JSON.stringify(wasm.app),
      __GRAPH_WASM__: JSON.stringify(wasm.graph),
      __EDITOR__: JSON.stringify(outputOf(editing, editor)),
      __LATER_STYLES__: JSON.stringify(laterStyles),
      __EDITOR_STYLES__: JSON.stringify(stylesOf(editing, editor)),
      __CLANG__: clang,
      __LANGUAGES_WORKER__: JSON.stringify(outputOf(languages, languagesWorker)),
      __TOOLCHAIN_WORKER__: JSON.stringify(outputOf(workers, toolchainWorker)),
      __SHIM_VERSION__: JSON.stringify(manifest.dependencies["@bytecodealliance/preview2-shim"]),
      __RUN_WORKER__: JSON.stringify(outputOf(run, runWorker)),
    },
  });
  const embedEntry = "js/embed/main.js";
  const [embed, siteScript] = await Promise.all([
    bundle({
      entryPoints: [embedEntry],
      // Engines come with the first run.
      splitting: true,
      define: {
        __LINK_DICTIONARY__: JSON.stringify(linkDictionary),
        __TOOLCHAIN_WORKER__: JSON.stringify(outputOf(workers, toolchainWorker)),
        __SHIM_VERSION__: JSON.stringify(manifest.dependencies["@bytecodealliance/preview2-shim"]),
        __RUN_WORKER__: JSON.stringify(outputOf(run, runWorker)),
      },
    }),
    // Under a name that stays, for the pages of others.
    bundle({ entryPoints: { embed: "js/embed/site-script.js" }, format: "iife", outdir: site, entryNames: "[name]" }),
  ]);
  if (Object.keys(siteScript.metafile.outputs).length !== 1) throw new Error("embed.js is more than one file");
  // A bundle of its own, so that the page is the same with it and without it.
  const headless = "js/headless/headless.js";
  const alone = await bundle({
    entryPoints: [headless],
    splitting: true,
    define: {
      __TOOLCHAIN_WORKER__: JSON.stringify(outputOf(workers, toolchainWorker)),
      __SHIM_VERSION__: JSON.stringify(manifest.dependencies["@bytecodealliance/preview2-shim"]),
      __RUN_WORKER__: JSON.stringify(outputOf(run, runWorker)),
    },
  });
  for (const result of [workers, languages, run, editing, page, embed, alone]) {
    for (const path of Object.keys(result.metafile.outputs)) keep.add(basename(path));
  }

  const entry = outputOf(page, "js/main.js");
  const statically = staticImports(page.metafile, entry);
  const shell = await readFile(join(frontend, "index.html"), "utf8");
  const head = [
    `<link rel="stylesheet" href="assets/${stylesheet}">`,
    `<link rel="preload" href="assets/${wasm.app}" as="fetch" type="application/wasm" crossorigin>`,
    ...statically.map((name) => `<link rel="modulepreload" href="assets/${name}">`),
  ];
  const html = fill(fill(shell, "<!-- styles -->", head.join("\n  ")), "<!-- entry -->",
    `<script type="module" src="assets/${entry}"></script>`);
  await writeFile(join(site, "index.html"), html);
  await mkdir(join(site, "embed"), { recursive: true });
  await writeFile(join(site, "embed/index.html"), embedHtml(await readFile(join(frontend, "embed.html"), "utf8"), {
    styles: embedStyles,
    entry: outputOf(embed, embedEntry),
    preloads: staticImports(embed.metafile, outputOf(embed, embedEntry)),
    fill,
  }));
  await writeFile(join(site, "headless.html"), headlessHtml(outputOf(alone, headless)));
  await writeFile(join(site, "run-frame.html"), frameHtml(await readFile(join(frontend, "js/engine/frame-page.js"), "utf8")));
  await cp(join(frontend, "static"), site, { recursive: true });
  if (options.samples && existsSync(options.samples)) {
    await cp(options.samples, join(site, "samples"), { recursive: true });
  }
  await removeStale(keep);
  await compressSite(site);

  const appChunks = Object.entries(page.metafile.outputs)
    .filter(([, output]) => Object.keys(output.inputs).some((input) => resolve(frontend, input).startsWith(join(pkg, "app"))))
    .map(([path]) => basename(path));
  const usable = ["index.html", ...[stylesheet, entry, wasm.app, ...statically, ...appChunks].map((name) => `assets/${name}`)];
  console.log(await sizeTable(site, [...new Set(usable)]));
}

/** Chunks that `entry` imports statically, its own name left out. */
function staticImports(metafile, entry) {
  const outputs = Object.fromEntries(Object.entries(metafile.outputs).map(([path, output]) => [basename(path), output]));
  const seen = new Set();
  const visit = (name) => {
    for (const { path, kind } of outputs[name]?.imports ?? []) {
      const next = basename(path);
      if (kind === "import-statement" && !seen.has(next)) {
        seen.add(next);
        visit(next);
      }
    }
  };
  visit(entry);
  return [...seen];
}

/** Replaces one placeholder of the shell; a shell without it is a mistake. */
function fill(html, placeholder, content) {
  if (!html.includes(placeholder)) {
    throw new Error(`a shell has no \`${placeholder}\``);
  }
  return html.replace(placeholder, () => content);
}

await main();
