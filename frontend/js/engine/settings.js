// The settings of a run with their defaults (`shared::api::run`), and their base64 as bytes.
import { fromBase64 } from "../base64.js";

/** @param {any} settings RunSettings as they come from the app */
export function completed(settings) {
  // Numbers here, however wide they were in Rust.
  const limit = (name, standard) => Number(settings.limits?.[name] ?? standard);
  return {
    arguments: settings.arguments ?? [],
    stdin: fromBase64(settings.stdin),
    environment: { ...settings.environment },
    files: bytesByName(settings.files),
    http: (settings.http ?? []).map((answer) => ({ status: 200, headers: [], ...answer, body: fromBase64(answer.body) })),
    keyValue: mapped(settings.key_value, bytesByName),
    blobStore: mapped(settings.blob_store, bytesByName),
    config: { ...settings.config },
    grants: [...(settings.grants ?? [])],
    componentGrants: { ...settings.component_grants },
    mode: settings.mode ?? "deterministic",
    warmCalls: Math.min(settings.warm_calls ?? 0, 1000),
    limits: {
      timeMs: limit("time-ms", 10_000),
      memoryBytes: limit("memory-bytes", 256 << 20),
      outputBytes: limit("output-bytes", 1 << 20),
      traceEvents: limit("trace-events", 100_000),
      traceBytes: limit("trace-bytes", 16 << 20),
      fileBytes: limit("file-bytes", 4 << 20),
    },
  };
}

const mapped = (object, map) => Object.fromEntries(Object.entries(object ?? {}).map(([name, value]) => [name, map(value)]));
const bytesByName = (object) => mapped(object, fromBase64);
