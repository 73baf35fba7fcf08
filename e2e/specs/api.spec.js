// The HTTP API as documented: every route, every error's shape, the event stream.
import { createHash } from "node:crypto";
import { expect, test } from "@playwright/test";
import { apiClient } from "../support/api.js";
import { changed, fixture, wireProject } from "../support/projects.js";

const ROUTES = {
  "/api/v1/health": ["get"],
  "/api/v1/limits": ["get"],
  "/api/v1/compile": ["post"],
  "/api/v1/editor/rust": ["post"],
  "/api/v1/inspect": ["post"],
  "/api/v1/components": ["put"],
  "/api/v1/components/{sha256}": ["get"],
  "/api/v1/run": ["post"],
  "/api/v1/links": ["post"],
  "/api/v1/links/{id}": ["get", "delete"],
  "/api/v1/openapi.json": ["get"],
  "/api/v1/toolchains": ["get"],
};

let api;
test.beforeAll(({}, info) => {
  api = apiClient(info.project.use.baseURL);
});

/** Insists on the one error envelope and gives its inner part back. */
async function refusal(response, status, code) {
  expect(response.status).toBe(status);
  expect(response.headers.get("content-type")).toContain("application/json");
  const body = await response.json();
  expect(Object.keys(body)).toEqual(["error"]);
  expect(body.error.code).toBe(code);
  expect(body.error.message).not.toBe("");
  return body.error;
}

test("health says what the server is", async () => {
  const health = await (await api.call("health")).json();
  expect(health.status).toBe("ok");
  expect(health.engine).toMatch(/^wasmtime \d+\.\d+/);
  expect(health.languages).toContain("wat");
  expect(health.languages).toContain("rust");
});

test("every limit has a name, a value, a setting and a description", async () => {
  const { limits } = await (await api.call("limits")).json();
  expect(limits.length).toBeGreaterThan(5);
  for (const limit of limits) {
    expect(limit.name).toMatch(/^[a-z][a-z0-9-]*$/);
    expect(limit.value).toBeGreaterThan(0);
    expect(limit.setting).toMatch(/^DIPTYCH_LIMIT_[A-Z0-9_]+$/);
    expect(limit.description.length).toBeGreaterThan(10);
  }
  expect(limits.find(({ name }) => name === "component-bytes").value).toBe(32 << 20);
});

test("compile answers with a component, its hash, and no diagnostics", async () => {
  const response = await api.post("compile", { project: wireProject(fixture("live-random")) });
  expect(response.status).toBe(200);
  const output = await response.json();
  const bytes = Buffer.from(output.component, "base64");
  expect(bytes.subarray(0, 8).toString("hex")).toBe("0061736d0d000100");
  expect(output.component_sha256).toBe(createHash("sha256").update(bytes).digest("hex"));
  expect(output.diagnostics).toEqual([]);
});

test("broken sources are data: 200 with a diagnostic that has a place", async () => {
  const broken = changed(fixture("endless"), { "main.wat": (text) => text.replace("(loop $again", "(lööp $again") });
  const response = await api.post("compile", { project: wireProject(broken) });
  expect(response.status).toBe(200);
  const output = await response.json();
  expect(output.component).toBeUndefined();
  const line = broken["main.wat"].toString().split("\n").findIndex((text) => text.includes("lööp")) + 1;
  expect(output.diagnostics[0]).toMatchObject({ severity: "error", file: "main.wat", span: { start: { line } } });
});

test("a path that leaves the project is named, and nothing is compiled", async () => {
  const project = wireProject({ ...fixture("endless"), "../up": Buffer.from("") });
  const output = await (await api.post("compile", { project })).json();
  expect(output.component).toBeUndefined();
  expect(output.diagnostics).toMatchObject([{ severity: "error" }]);
  expect(output.diagnostics[0].message).toContain("../up");
});

test("inspect tells what a component asks for and offers", async () => {
  const component = await api.component(fixture("live-random"));
  const response = await api.call("inspect", { method: "POST", body: component });
  expect(response.status).toBe(200);
  const inspection = await response.json();
  expect(inspection.kind).toBe("component");
  expect(inspection.size_bytes).toBe(component.length);
  expect(inspection.imports).toMatchObject([{ name: "wasi:random/random@0.2.6", supplied: true }]);
  expect(inspection.exports).toMatchObject([{ export: "roll", signature: { result: { kind: "u64" } } }]);
});

test("a component put once runs by its hash", async () => {
  const component = await api.component(fixture("live-random"));
  const put = await api.call("components", { method: "PUT", body: component });
  expect(put.status).toBe(200);
  const { sha256 } = await put.json();
  expect(sha256).toBe(createHash("sha256").update(component).digest("hex"));
  const { report } = await api.run({ sha256 }, { calls: [{ export: "roll" }], grants: ["random"] });
  expect(report.outcome).toBe("returned");
  // SplitMix64's first number for seed 1, as deterministic mode documents it.
  expect(report.values).toEqual([{ export: "roll", value: "10451216379200822465" }]);
});

test("a run is a stream of events that ends with the report", async () => {
  const component = await api.component(fixture("hostile-output"));
  const { response, events, report } = await api.run(
    { base64: component.toString("base64") },
    { grants: ["stdio"], warm_calls: 3 },
  );
  expect(response.headers.get("content-type")).toContain("application/x-ndjson");
  expect(events.filter(({ type }) => type === "report")).toHaveLength(1);
  const written = events.filter(({ type }) => type === "output").map(({ bytes }) => Buffer.from(bytes, "base64"));
  expect(Buffer.concat(written)).toEqual(Buffer.from(report.stdout.bytes, "base64"));
  const traced = events.filter(({ type }) => type === "trace").flatMap(({ events: calls }) => calls);
  expect(traced).toEqual(report.trace.events);
  expect(traced.map(({ function: name }) => name)).toEqual([
    "get-stdout", "[method]output-stream.blocking-write-and-flush",
  ]);
  expect(report).toMatchObject({ schema: 2, outcome: "returned", engine: { id: "wasmtime" } });
});

test("output arrives while the component still runs", async () => {
  const component = await api.component(fixture("slow-printer"));
  const stop = new AbortController();
  const response = await api.call("run", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ component: { base64: component.toString("base64") }, settings: { grants: ["stdio"] } }),
    signal: stop.signal,
  });
  const decoder = new TextDecoder();
  let text = "";
  for await (const chunk of response.body) {
    text += decoder.decode(chunk, { stream: true });
    if (text.includes('"output"')) break;
  }
  stop.abort();
  expect(text).toContain(Buffer.from("first line\n").toString("base64"));
  expect(text).not.toContain('"report"');
});

test("an unknown import is named before anything runs", async () => {
  const component = await api.component(fixture("unknown-import"));
  const { report } = await api.run({ base64: component.toString("base64") }, { calls: [{ export: "open" }] });
  expect(report.outcome).toBe("rejected");
  expect(report.why).toContain("acme:secrets/vault@1.2.0");
  expect(report.trace.total_calls).toBe(0);
});

test("each refusal has the envelope, a code and what to do", async () => {
  await refusal(await api.call("nothing-here"), 404, "not-found");
  await refusal(await api.call("run", { method: "POST", headers: { "content-type": "application/json" }, body: "{" }), 400, "invalid-request");
  await refusal(await api.post("run", { component: { nonsense: 1 } }), 400, "invalid-request");
  await refusal(await api.post("compile", { project: { files: [] } }), 400, "invalid-request");
  const unknown = await refusal(await api.post("run", { component: { sha256: "0".repeat(64) } }), 404, "unknown-component");
  expect(unknown.message).toMatch(/send/i);
  await refusal(await api.call("inspect", { method: "POST", body: "no wasm at all" }), 422, "not-a-component");
  await refusal(await api.call("components", { method: "PUT", body: "no wasm at all" }), 422, "not-a-component");
});

test("a body over a limit is refused with the limit's name and value", async () => {
  const { limits } = await (await api.call("limits")).json();
  const limit = limits.find(({ name }) => name === "component-bytes");
  const body = Buffer.alloc(limit.value + 1);
  const error = await refusal(await api.call("components", { method: "PUT", body }), 413, "too-large");
  expect(error.limit).toEqual({ name: "component-bytes", value: limit.value });
  expect(error.message).toContain("component-bytes");
});

test("the OpenAPI document covers every route and resolves every reference", async () => {
  const document = await (await api.call("openapi.json")).json();
  expect(document.openapi).toMatch(/^3\.\d/);
  const documented = Object.fromEntries(
    Object.entries(document.paths).map(([path, methods]) => [path, Object.keys(methods).filter((name) => name !== "parameters")]),
  );
  expect(documented).toEqual(ROUTES);
  const references = JSON.stringify(document).match(/#\/components\/schemas\/[^"]+/g);
  for (const reference of new Set(references)) {
    expect(document.components.schemas, reference).toHaveProperty([reference.split("/").at(-1)]);
  }
});

test("another site's page cannot make this server work", async () => {
  const response = await api.call("run", {
    method: "POST",
    headers: { "content-type": "application/json", origin: "https://evil.example" },
    body: JSON.stringify({ component: { sha256: "0".repeat(64) } }),
  });
  expect(response.status).toBeGreaterThanOrEqual(400);
  expect((await response.json()).error.code).toBe("invalid-request");
});
