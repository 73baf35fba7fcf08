// `diptych compare` as CI uses it: the real program, wasmtime, and real Chromium without a window.
import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "@playwright/test";
import { launchOptions } from "../support/browser.js";
import { samplePath } from "../support/projects.js";
import { serverCommand } from "../support/server.js";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const scratch = mkdtempSync(join(tmpdir(), "diptych-cli-"));
test.afterAll(() => rmSync(scratch, { recursive: true, force: true }));

/** Runs a command to its end. @returns {Promise<{code: number, stdout: string, stderr: string}>} */
function diptych(...options) {
  const env = { ...process.env, DIPTYCH_CHROMIUM: launchOptions.executablePath, DIPTYCH_CACHE: join(scratch, "cache"), TMPDIR: scratch };
  return new Promise((resolve) => {
    execFile(join(ROOT, serverCommand), options, { cwd: ROOT, env, maxBuffer: 64 << 20 }, (error, stdout, stderr) =>
      resolve({ code: error ? error.code : 0, stdout, stderr }));
  });
}

/** What Chromium left behind: its profile, or processes that use it. */
function leftBehind() {
  const profiles = readdirSync(scratch).filter((name) => name.startsWith("diptych-chromium-"));
  const processes = readdirSync("/proc").filter((id) => /^\d+$/.test(id)).filter((id) => {
    try {
      return readFileSync(`/proc/${id}/cmdline`, "utf8").includes(`${scratch}/diptych-chromium-`);
    } catch {
      // It ended meanwhile.
      return false;
    }
  });
  return [...profiles, ...processes];
}

test("two engines that agree, and do what is expected, are exit code 0", async () => {
  const hello = samplePath("hello-wat", "");
  const { code, stdout, stderr } = await diptych("compare", hello, "--expect", join(hello, "expected"), "--json");
  expect(code, stderr).toBe(0);
  const { left, right, comparison } = JSON.parse(stdout);
  expect([left.engine.id, left.engine.engine, right.engine.id]).toEqual(["browser", "V8", "wasmtime"]);
  expect(left.component_sha256).toBe(right.component_sha256);
  expect(Buffer.from(left.stdout.bytes, "base64").toString()).toBe("Hello from a component!\n");
  expect(left.trace.total_calls).toBeGreaterThan(0);
  expect(comparison.same).toBe(true);
  await expect.poll(leftBehind).toEqual([]);
});

test("a composition is linked part by part on both engines", async () => {
  const plugins = samplePath("composition-plugins", "");
  const { code, stdout, stderr } = await diptych("compare", plugins, "--expect", join(plugins, "expected"));
  expect(code, stdout + stderr).toBe(0);
});

test("engines that differ, and an expectation that is not met, are exit code 1", async () => {
  const random = fileURLToPath(new URL("../fixtures/live-random", import.meta.url));
  const differing = await diptych("compare", random);
  expect(differing.code, differing.stderr).toBe(1);
  expect(differing.stdout).toContain("difference in values");

  const expected = readFileSync(samplePath("trap", "expected/browser.json"), "utf8");
  writeFileSync(join(scratch, "browser.json"), expected.replace("integer-divide-by-zero", "unreachable"));
  const unmet = await diptych("compare", samplePath("trap", ""), "--engines", "browser", "--expect", scratch);
  expect(unmet.code, unmet.stderr).toBe(1);
  expect(unmet.stderr).toContain("kind: expected \"unreachable\", found \"integer-divide-by-zero\"");
  await expect.poll(leftBehind).toEqual([]);
});

test("a browser that is too slow is ended with everything it started", async () => {
  const { code, stdout, stderr } = await diptych("compare", samplePath("hello-wat", ""), "--browser-time-ms", "150");
  expect(code).toBe(3);
  expect(stdout).toBe("");
  expect(stderr).toContain("limit browser-time-ms = 150");
  await expect.poll(leftBehind).toEqual([]);
});
