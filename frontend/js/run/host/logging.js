// `wasi:logging`: lines that appear in the trace and nowhere else.

export function createLogging() {
  return { "wasi:logging/logging": { log: () => undefined } };
}
