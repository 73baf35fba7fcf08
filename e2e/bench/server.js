// The server alone: a cached small component run over and over, in turn and by several clients at once.
import { Agent, request } from "node:http";
import { performance } from "node:perf_hooks";
import { apiClient } from "../support/api.js";
import { fixture } from "../support/projects.js";
import { median, spread } from "./statistics.js";

const IN_TURN = 200;
const CLIENTS = 8;
const LOAD_MS = 5_000;

/** @param {string} url */
export async function* measureServer(url) {
  const api = apiClient(url);
  const bytes = await api.component(fixture("injection"));
  const { sha256 } = await (await api.call("components", { method: "PUT", body: bytes })).json();
  const body = JSON.stringify({ component: { sha256 }, settings: { calls: [{ export: "answer" }], warm_calls: 1 } });
  const untimed = JSON.stringify({ component: { sha256 }, settings: { calls: [{ export: "answer" }], warm_calls: 0 } });

  const agent = new Agent({ keepAlive: true, maxSockets: CLIENTS });
  const run = (text) => post(`${url}/api/v1/run`, text, agent);
  for (let warm = 0; warm < 20; warm++) await run(untimed);

  const instantiate = [];
  for (let round = 0; round < 20; round++) {
    const report = JSON.parse((await run(body)).trim().split("\n").at(-1)).report;
    instantiate.push(report.timing.phases.find(({ name }) => name === "instantiate").duration_ns / 1_000);
  }
  yield { what: "server: instantiate a cached small component", measured: spread(instantiate, "µs"), target: "≤ 100 µs" };

  const whole = [];
  for (let round = 0; round < IN_TURN; round++) {
    const begin = performance.now();
    await run(untimed);
    whole.push(performance.now() - begin);
  }
  yield { what: "server: whole request, one after the other", measured: spread(whole, "ms"), target: "median ≤ 5 ms" };

  let finished = 0;
  const failures = [];
  const until = performance.now() + LOAD_MS;
  const begin = performance.now();
  await Promise.all(Array.from({ length: CLIENTS }, async () => {
    while (performance.now() < until) {
      const text = await run(untimed);
      if (text.includes('"outcome":"returned"')) finished++;
      else failures.push(text);
    }
  }));
  const seconds = (performance.now() - begin) / 1_000;
  yield { what: `server: runs a second, ${CLIENTS} keep-alive connections`, measured: `${(finished / seconds).toFixed(0)}/s`, target: "≥ 500/s on 2 cores" };
  if (failures.length > 0) {
    yield { what: "server: runs refused under that load", measured: `${failures.length}`, target: `0; the first: ${failures[0].slice(0, 120)}` };
  }
  yield { what: "server: loaded to idle time for a run", measured: `${(seconds * 1_000 * CLIENTS / finished / median(whole)).toFixed(1)}×`, target: `${CLIENTS / 2}× on 2 cores` };
  agent.destroy();
}

function post(address, text, agent) {
  return new Promise((resolve, reject) => {
    const sent = request(address, {
      method: "POST", agent, headers: { "content-type": "application/json", "content-length": Buffer.byteLength(text) },
    }, (response) => {
      const parts = [];
      response.on("data", (part) => parts.push(part));
      response.on("end", () => resolve(Buffer.concat(parts).toString()));
      response.on("error", reject);
    });
    sent.on("error", reject);
    sent.end(text);
  });
}
