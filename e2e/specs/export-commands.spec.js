// What an export's README tells to type is typed here, with the ordinary tools, outside of the repository.
import { expect, test } from "@playwright/test";
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { kit } from "../support/kits.js";
import { sample, samplePath, wireProject } from "../support/projects.js";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const TOOLCHAINS = join(ROOT, "target/toolchains");
const PYTHON = join(TOOLCHAINS, "python/packages");

/** What `npm install` would bring, where it is already. */
const BINARIES = { jco: "e2e", asc: "frontend" };

/** Writes an export and says where it is. */
async function exported(name) {
  const { outside } = await kit("languages");
  const folder = mkdtempSync(join(tmpdir(), `diptych-${name}-`));
  const { project } = outside({ project: wireProject(sample(name)) });
  for (const [path, file] of Object.entries(project.files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), file.base64 === undefined ? file.text : Buffer.from(file.base64, "base64"));
  }
  mkdirSync(join(folder, "node_modules/.bin"), { recursive: true });
  for (const [program, from] of Object.entries(BINARIES)) {
    symlinkSync(join(ROOT, from, "node_modules/.bin", program), join(folder, "node_modules/.bin", program));
  }
  return folder;
}

/** The commands under a heading of the README. */
function commands(folder, heading) {
  const readme = readFileSync(join(folder, "README.md"), "utf8");
  const [, lines] = new RegExp(`^## ${heading}\n\n(?:\`{3,})sh\n([^]*?)\n\`{3,}\n`, "m").exec(readme);
  return lines;
}

function typed(folder, lines) {
  const cache = join(ROOT, "target/outside-cache");
  const env = {
    ...process.env,
    PATH: [join(TOOLCHAINS, "zig/packages/ziglang"), join(PYTHON, "bin"), process.env.PATH].join(":"),
    PYTHONPATH: PYTHON, ZIG_GLOBAL_CACHE_DIR: cache, ZIG_LOCAL_CACHE_DIR: cache,
    // The crates are those that guests are compiled with, which are here.
    CARGO_NET_OFFLINE: "true", CARGO_TERM_QUIET: "true", npm_config_offline: "true",
  };
  for (const name of ["RUSTFLAGS", "CARGO_TARGET_DIR", "CARGO_INCREMENTAL"]) delete env[name];
  return execFileSync("sh", ["-e", "-c", lines], { cwd: folder, env, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"], maxBuffer: 1 << 26 });
}

const BUILD = "Build `component.wasm`";
const SAMPLES = ["hello-wat", "core-module-plus-wit", "hello-c", "types-typescript", "types-assemblyscript", "types-python", "types-rust"];
/** What takes minutes where Zig's libraries are not built yet; for those who ask for it. */
const SLOW = process.env.DIPTYCH_TEST_ALL_EXPORTS ? ["types-cpp", "types-zig"] : [];

for (const name of [...SAMPLES, ...SLOW]) {
  test(`${name} builds with the ordinary tools`, async () => {
    test.setTimeout(180_000);
    const folder = await exported(name);
    try {
      typed(folder, commands(folder, BUILD));
      const made = join(folder, "component.wasm");
      expect(existsSync(made)).toBe(true);
      const { inspect } = await kit("tools");
      const inspection = inspect({ bytes: readFileSync(made) });
      expect(inspection.kind).toBe("component");
      if (name.startsWith("types-")) expect(JSON.stringify(inspection)).toContain("samples:types/kinds");
      if (name.startsWith("hello-")) {
        const line = commands(folder, "Run").split("\n").find((command) => command.includes("jco run"));
        const { stdout } = JSON.parse(readFileSync(samplePath(name, "expected/browser.json"), "utf8"));
        expect(typed(folder, line)).toBe(stdout.text);
      }
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
}
