// Runs inside the sandbox, under node: a bundled module to a core module that is SpiderMonkey after it ran.
//
// componentize-js does the same, but names the job's folder in the memory that is kept, and makes a component,
// which the server does itself. So its parts are called here: the splicer and the initializer (wizer).
import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";

// The start of 2000, in seconds since 1970: what the clock says where there is none.
const SETTLED_S = 946_684_800n;
// What a world that imports WASI gets besides: the rest is there under the names that it imports.
const FEATURES = ["stdio", "random", "clocks"];

export async function spiderMonkey(request, source) {
  const home = `${request.packages}/@bytecodealliance/componentize-js`;
  const splicer = await loaded(home);
  const features = request.wasi ? FEATURES : [];
  const world = [undefined, request.wit, request.world];
  const engine = readFileSync(`${home}/lib/starlingmonkey_embedding.wasm`);
  const spliced = splicer.spliceBindings(engine, features, ...world, false);
  writeFileSync("spliced.wasm", spliced.wasm);
  writeFileSync("initializer.js", spliced.jsBindings);
  writeFileSync("source.js", source);
  initialized(request, { ...spliced, clocks: features.includes("clocks") });
  const module = readFileSync("initialized.wasm");
  await checked(module);
  return splicer.stubWasi(module, features, ...world);
}

// The splicer asks for random bytes and for the time, and writes both into what it makes.
async function loaded(home) {
  const packages = createRequire(`${home}/package.json`);
  const shim = (name) => import(packages.resolve(`@bytecodealliance/preview2-shim/${name}`));
  const { random } = await shim("random");
  random.getRandomBytes = (count) => new Uint8Array(Number(count));
  const { monotonicClock, wallClock } = await shim("clocks");
  monotonicClock.now = () => 0n;
  wallClock.now = () => ({ seconds: SETTLED_S, nanoseconds: 0 });
  return (await import(`${home}/lib/spidermonkey-embedding-splicer.js`)).splicer;
}

// Runs the top-level code. All names are relative to the job's folder: the module keeps them, as it keeps its
// environment.
function initialized(request, { exports, imports, clocks }) {
  const environment = {
    DEBUG: "",
    SOURCE_NAME: "source.js",
    FEATURE_CLOCKS: clocks ? "1" : "",
    EXPORT_CNT: String(exports.length),
    IMPORT_CNT: String(imports.length),
    // wasmtime looks for its settings there.
    HOME: ".",
  };
  exports.forEach(([name, { params, ret, retsize, paramptr, retptr }], at) => {
    environment[`EXPORT${at}_NAME`] = name;
    environment[`EXPORT${at}_ARGS`] = (paramptr ? "*" : "") + params.join(",");
    environment[`EXPORT${at}_RET`] = (retptr ? "*" : "") + (ret ?? "");
    environment[`EXPORT${at}_RETSIZE`] = String(retsize);
  });
  imports.forEach(([, name, count], at) => {
    environment[`IMPORT${at}_NAME`] = name;
    environment[`IMPORT${at}_ARGCNT`] = String(count);
  });
  if (request.still) {
    symlinkSync(request.still, "still.so");
    environment.LD_PRELOAD = "./still.so";
  }
  // A cache that cannot be written to is none.
  mkdirSync(".config/wasmtime", { recursive: true });
  writeFileSync(".config/wasmtime/config.toml", `[cache]\ndirectory = ${JSON.stringify(request.packages)}\n`);
  const options = ["--allow-wasi", "--init-func=componentize.wizer", "--mapdir=/::.", "--wasm-bulk-memory=true", "--inherit-env=true"];
  const ran = spawnSync(request.wizer, [...options, "-o=initialized.wasm", "spliced.wasm"], {
    env: environment,
    input: "--initializer-script-path initializer.js --strip-path-prefix / source.js",
    encoding: "utf8",
    stdio: ["pipe", "inherit", "pipe"],
  });
  if (ran.error) throw ran.error;
  // Whoever stopped it knows why.
  if (ran.signal) process.kill(process.pid, ran.signal);
  if (ran.status !== 0) throw new Error(explained(ran.stderr));
}

// What the engine said, without the initializer's words around it, or the call that this refused.
function explained(said) {
  const refused = /unknown imported function: '([^'@]+)[^']*' '([^']+)'/.exec(said);
  if (refused) return `it called \`${refused[1]}\` (\`${refused[2]}\`), which answers only once the component runs`;
  const [own] = said.split(/\nAdditionally, some promises|\s*Error: the `componentize\.wizer` function trapped/);
  return own.replace("Exception while evaluating top-level script\n", "");
}

// What the module says of its own exports; it calls nothing but stderr for that.
async function checked(module) {
  const compiled = await WebAssembly.compile(module);
  let memory;
  let said = "";
  const write = (descriptor, vectors, count, written) => {
    const view = new DataView(memory.buffer);
    let total = 0;
    for (let at = vectors; at < vectors + 8 * count; at += 8) {
      const length = view.getUint32(at + 4, true);
      if (descriptor === 2) said += Buffer.from(memory.buffer, view.getUint32(at, true), length);
      total += length;
    }
    view.setUint32(written, total, true);
    return 0;
  };
  const imports = {};
  for (const { module: from, name } of WebAssembly.Module.imports(compiled)) {
    imports[from] ??= {};
    imports[from][name] = name === "fd_write" ? write : () => { throw new Error(`${name} was called`); };
  }
  const { exports } = await WebAssembly.instantiate(compiled, imports);
  memory = exports.memory;
  const status = exports.check_init();
  if (status !== 0) throw new Error(said || `check_init answered ${status}`);
}
