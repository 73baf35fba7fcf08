// The usual command line of each language: the project as its own tools want it, in a folder under `target/bench`.
import { execFileSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { wireProject } from "../support/projects.js";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const TOOLCHAINS = join(ROOT, "target/toolchains");
/** Where an optional toolchain is, if it is. @param {string} name */
export const toolchainPath = (name) => join(TOOLCHAINS, name);
/** Everything that the measurements of languages leave behind; caches stay, so that the next one is warm. */
export const FOLDER = join(ROOT, "target/bench");

/**
 * @typedef {object} Usual
 * @property {string} text the command as a person would type it
 * @property {string} [note] what it does less, or other, than a compile here
 * @property {string} program
 * @property {string[]} arguments
 * @property {Record<string, string>} [environment]
 * @property {string} output what it makes, below the folder
 * @property {string} [built] the folder in which it keeps what it built before; a fresh checkout has none
 */

/** By name: lays the project out in `folder` and says how it is built; `null` where the tool is not installed. */
const USUAL = { rust, c, cpp, zig, go, javascript, "javascript-spidermonkey": spiderMonkey, python, assemblyscript };

/**
 * The usual command line for a project, ready to be timed; `null` where a language has none here.
 * @param {string} name @param {Record<string, Buffer>} files @param {string} entry
 */
export async function usualCommand(name, files, entry) {
  const layOut = USUAL[name];
  if (!layOut) return null;
  const folder = join(FOLDER, name);
  // What Cargo and the others built there stays.
  for (const path of Object.keys(files)) rmSync(join(folder, path), { force: true });
  write(folder, files);
  const usual = await layOut(folder, files);
  if (!usual) return null;
  const edited = join(folder, usual.entry ?? entry);
  const source = readFileSync(edited, "utf8");
  const output = join(folder, usual.output);
  return {
    text: usual.text,
    note: usual.note ?? "",
    /** Builds as in a fresh checkout; the time that takes, in milliseconds. `null` where that makes no difference. */
    buildFresh: usual.built ? (comment) => {
      rmSync(join(folder, usual.built), { recursive: true, force: true });
      return build(comment);
    } : null,
    build,
  };

  /** Edits the source and builds; the time that the build takes, in milliseconds. @param {string} comment */
  function build(comment) {
    writeFileSync(edited, `${source}\n${comment}\n`);
    rmSync(output, { force: true });
    const environment = { ...process.env, ...usual.environment };
    // Cargo's default is none for a release build.
    delete environment.CARGO_INCREMENTAL;
    delete environment.CARGO_TARGET_DIR;
    const began = performance.now();
    run(usual, folder, environment);
    const took = performance.now() - began;
    if (!existsSync(output)) throw new Error(`${usual.text} left no ${usual.output}`);
    return took;
  }
}

function run({ program, arguments: words, text }, cwd, env) {
  try {
    execFileSync(program, words, { cwd, env, stdio: ["ignore", "ignore", "pipe"], maxBuffer: 1 << 26 });
  } catch ({ stderr, message }) {
    throw new Error(`${text} failed in ${cwd}:\n${stderr ?? message}`);
  }
}

function write(folder, files) {
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
}

/** The languages kit, which makes the same bindings as the server. */
let loading;
function kit() {
  return (loading ??= (async () => {
    const folder = new URL("../../target/pkg/languages/", import.meta.url);
    const kit = await import(new URL("diptych_languages_kit.js", folder));
    kit.initSync({ module: readFileSync(new URL("diptych_languages_kit_bg.wasm", folder)) });
    return kit;
  })());
}

/** Writes a language's bindings of the sample's world. */
async function writeBindings(folder, files, language) {
  write(folder, (await kit()).bindings({ project: wireProject(files), world: "types", language }));
}

/** Writes the C bindings, with the object that carries the world. */
async function writeCBindings(folder, files) {
  // Any C project with this world has them.
  const c = { "wit/world.wit": files["wit/world.wit"], "x.c": "", "diptych.toml": 'format = 1\ntitle = "types"\n[source]\nlanguage = "c"\nentry = "x.c"\n' };
  const { ready } = (await kit()).prepare({ project: wireProject(c) });
  for (const name of ["types.c", "types.h", "types_component_type.o"]) {
    writeFileSync(join(folder, name), ready.files[`diptych-bindings/${name}`]);
  }
}

/** @returns {Usual | null} */
function rust(folder) {
  const guest = join(ROOT, "backend/guest");
  // The version that projects get here, with all that it needs as it is locked.
  cpSync(join(guest, "Cargo.lock"), join(folder, "Cargo.lock"));
  const dependency = /^wit-bindgen = .+$/m.exec(readFileSync(join(guest, "Cargo.toml"), "utf8"))[0];
  writeFileSync(join(folder, "Cargo.toml"), [
    '[package]\nname = "types"\nversion = "0.1.0"\nedition = "2024"\n',
    '[lib]\npath = "lib.rs"\ncrate-type = ["cdylib"]\n',
    `[dependencies]\n${dependency}\n`,
    "[workspace]\n",
  ].join("\n"));
  return {
    text: "cargo build --release --target wasm32-wasip2",
    program: "cargo",
    arguments: ["build", "--release", "--target", "wasm32-wasip2", "--offline"],
    output: "target/wasm32-wasip2/release/types.wasm",
    built: "target",
  };
}

/** Zig's compiler with its own cache, which keeps libc and what did not change. */
function ziglang(words, text) {
  const program = join(TOOLCHAINS, "zig/packages/ziglang/zig");
  if (!existsSync(program)) return null;
  const cache = join(FOLDER, "zig-cache");
  return {
    text,
    note: "makes a core module, not yet a component",
    program,
    arguments: words,
    environment: { ZIG_GLOBAL_CACHE_DIR: cache, ZIG_LOCAL_CACHE_DIR: cache },
    output: "module.wasm",
  };
}

const C_OBJECTS = ["types.c", "types_component_type.o"];

async function c(folder, files) {
  await writeCBindings(folder, files);
  const words = ["cc", "-target", "wasm32-wasi", "-mexec-model=reactor", "-O2", "-o", "module.wasm", "kinds.c", ...C_OBJECTS];
  return ziglang(words, `zig ${words.join(" ")}`);
}

async function cpp(folder, files) {
  await writeCBindings(folder, files);
  // C has no such standard, so the bindings are compiled before.
  const once = ziglang(["cc", "-target", "wasm32-wasi", "-O2", "-c", "-o", "types.o", "types.c"], "zig cc -c types.c");
  if (!once) return null;
  run(once, folder, { ...process.env, ...once.environment });
  const options = ["-target", "wasm32-wasi", "-mexec-model=reactor", "-std=c++20", "-fno-exceptions", "-O2", "-o", "module.wasm"];
  const words = ["c++", ...options, "kinds.cpp", "types.o", "types_component_type.o"];
  return ziglang(words, `zig ${words.join(" ")}`);
}

async function zig(folder, files) {
  await writeCBindings(folder, files);
  await writeBindings(folder, files, "zig");
  const options = ["-target", "wasm32-wasi", "-mexec-model=reactor", "-OReleaseSmall", "-lc", "-fno-entry", "-rdynamic"];
  const modules = ["--dep", "bindings", "-Mroot=kinds.zig", "-Mbindings=bindings.zig"];
  const words = ["build-exe", ...options, "-femit-bin=module.wasm", "-I.", ...C_OBJECTS, ...modules];
  return ziglang(words, `zig ${words.join(" ")}`);
}

/** @returns {Promise<Usual | null>} */
async function go(folder, files) {
  const program = join(TOOLCHAINS, "go/packages/go/bin/go");
  if (!existsSync(program)) return null;
  await writeBindings(folder, files, "go");
  // The sources that the bindings import come with the crate that made them.
  const metadata = execFileSync("cargo", ["metadata", "--format-version", "1", "--locked", "--offline"], {
    cwd: ROOT, encoding: "utf8", maxBuffer: 1 << 28, stdio: ["ignore", "pipe", "ignore"],
  });
  const crate = JSON.parse(metadata).packages.find(({ name }) => name === "wit-bindgen-go");
  const runtime = join(dirname(crate.manifest_path), "src/pkg");
  const module = readFileSync(join(folder, "go.mod"), "utf8");
  writeFileSync(join(folder, "go.mod"), `${module}\nreplace go.bytecodealliance.org/pkg => ${runtime}\n`);
  return {
    text: 'GOOS=wasip1 GOARCH=wasm go build -buildmode=c-shared -ldflags="-s -checklinkname=0" -o module.wasm .',
    note: "makes a core module, not yet a component",
    program,
    arguments: ["build", "-mod=mod", "-buildmode=c-shared", "-ldflags=-s -checklinkname=0", "-o", "module.wasm", "."],
    environment: {
      GOOS: "wasip1", GOARCH: "wasm", CGO_ENABLED: "0", GOPROXY: "off", GOTOOLCHAIN: "local", GOENV: "off",
      GOWORK: "off", GOFLAGS: "", GOCACHE: join(FOLDER, "go-cache"), GOPATH: join(FOLDER, "go-path"),
    },
    output: "module.wasm",
  };
}

/** A program of an npm package that `cargo xtask toolchains` installed; `null` where it did not. */
function npm(toolchain, name, words, rest = {}) {
  const script = join(TOOLCHAINS, toolchain, "node_modules/.bin", name);
  if (!existsSync(script)) return null;
  return { text: `${name} ${words.join(" ")}`, program: process.execPath, arguments: [script, ...words], output: "component.wasm", ...rest };
}

function javascript() {
  const words = ["--wit", "wit", "--js", "main.js", "--world", "types", "--stub-wasi", "-o", "component.wasm"];
  return npm("quickjs", "componentize-qjs", words);
}

/** What `jco componentize` calls. */
function spiderMonkey() {
  const words = ["main.js", "--wit", "wit", "--world-name", "types", "--disable", "stdio", "random", "clocks", "http", "fetch-event", "-o", "component.wasm"];
  return npm("spidermonkey", "componentize-js", words);
}

/** @returns {Usual | null} */
function python() {
  const packages = join(TOOLCHAINS, "python/packages");
  const program = join(packages, "bin/componentize-py");
  if (!existsSync(program)) return null;
  const words = ["-d", "wit", "-w", "types", "componentize", "--stub-wasi", "app", "-o", "component.wasm"];
  return {
    text: `componentize-py ${words.join(" ")}`, program: "python3", arguments: [program, ...words],
    environment: { PYTHONPATH: packages }, output: "component.wasm",
  };
}

async function assemblyscript(folder, files) {
  const { ready } = (await kit()).prepare({ project: wireProject(files) });
  write(folder, ready.files);
  const words = ready.plan.arguments;
  return npm("assemblyscript", "asc", words, { note: "makes a core module, not yet a component", output: "module.wasm" });
}
