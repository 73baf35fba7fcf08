// The small capabilities: what the policy's scopes leave of them, and deterministic values.
import assert from "node:assert/strict";
import { test } from "node:test";
import { Ending, RunEnded } from "../ending.js";
import { Ledger } from "../ledger.js";
import "./shim-for-tests.js";

const { createArguments } = await import("./arguments.js");
const { createEnvironment } = await import("./environment.js");
const { createExit } = await import("./exit.js");
const { createMonotonicClock } = await import("./monotonic-clock.js");
const { createRandom } = await import("./random.js");
const { sockets } = await import("./sockets.js");
const { createStdio } = await import("./stdio.js");
const { createWallClock } = await import("./wall-clock.js");

const settings = {
  mode: "deterministic",
  arguments: ["one"],
  environment: { b: "2", HOME: "/", a: "1" },
  stdin: new TextEncoder().encode("input"),
  limits: { outputBytes: 4 },
};
const context = (scopes, more) => ({ settings, ledger: new Ledger(scopes), ending: new Ending(), ...more });

test("the environment holds the granted variables, each of which counts as used", () => {
  for (const [scopes, names] of [[[null], ["HOME", "a", "b"]], [["b", "none"], ["b"]], [[], []]]) {
    const host = context({ environment: scopes });
    assert.deepEqual(createEnvironment(host).getEnvironment().map(([name]) => name), names);
    assert.deepEqual(host.ledger.used, names.map((name) => `environment ${name}`));
    assert.deepEqual(host.ledger.denied, []);
  }
});

test("arguments begin with the program's name, and there is no initial directory", () => {
  const { getArguments, initialCwd } = createArguments(context({}));
  assert.deepEqual(getArguments(), ["component", "one"]);
  assert.equal(initialCwd(), undefined);
});

test("output is passed on up to its limit, both streams together", () => {
  const heard = [];
  const host = context({}, { onOutput: (stream, bytes) => heard.push([stream, bytes?.length ?? null]) });
  const stdio = createStdio(host);
  stdio["wasi:cli/stdout"].getStdout().write(new Uint8Array(3));
  assert.throws(() => stdio["wasi:cli/stderr"].getStderr().write(new Uint8Array(3)), RunEnded);
  assert.deepEqual(heard, [["stdout", 3], ["stderr", 1], ["stderr", null]]);
  assert.deepEqual(host.ending.outcome, { outcome: "limit-exceeded", limit: "output-bytes", value: 4 });
});

test("streams of stdin share what is left", () => {
  const { getStdin } = createStdio(context({}))["wasi:cli/stdin"];
  assert.equal(getStdin().read(2n).length, 2);
  assert.equal(getStdin().read(1n << 60n).length, 3);
  assert.throws(() => getStdin().read(1n), (error) => error.tag === "closed");
});

test("deterministic clocks move by a step a reading, waits by their time", () => {
  const wall = createWallClock(context({}))["wasi:clocks/wall-clock"];
  assert.deepEqual([wall.now(), wall.now()], [
    { seconds: 1_767_225_600n, nanoseconds: 0 }, { seconds: 1_767_225_600n, nanoseconds: 1_000_000 },
  ]);
  const clock = createMonotonicClock(context({}))["wasi:clocks/monotonic-clock"];
  assert.deepEqual([clock.now(), clock.now()], [0n, 1_000_000n]);
  assert.equal(clock.subscribeInstant(0n).ready(), true);
  assert.equal(clock.subscribeDuration((1n << 64n) - 1n).ready(), false);
  assert.equal(clock.now(), 2_000_000n);
});

test("random bytes are bounded and come from two streams", () => {
  const host = context({});
  const random = createRandom(host);
  const secure = random["wasi:random/random"].getRandomU64();
  assert.notEqual(secure, random["wasi:random/insecure"].getInsecureRandomU64());
  assert.equal(secure, createRandom(context({}))["wasi:random/random"].getRandomU64());
  assert.throws(() => random["wasi:random/random"].getRandomBytes((1n << 64n) - 1n), RunEnded);
  assert.equal(host.ending.outcome.limit, "random-bytes");
});

test("no socket can be made, and exiting ends the run", () => {
  assert.throws(() => sockets["wasi:sockets/tcp-create-socket"].createTcpSocket("ipv4"), (error) => error === "not-supported");
  const host = context({});
  assert.throws(() => createExit(host)["wasi:cli/exit"].exitWithCode(3), RunEnded);
  assert.deepEqual(host.ending.outcome, { outcome: "exited", code: 3 });
});
