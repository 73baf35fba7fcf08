// What this browser's engine is called, for the report.

/** The host that supplies a run's imports. */
const HOST = `preview2-shim ${__SHIM_VERSION__}`;

/** Engine and browser by the user agent's words, the most particular first. */
const BROWSERS = [
  ["V8", "Edge", /Edg\/(\d+)/],
  ["V8", "Opera", /OPR\/(\d+)/],
  ["SpiderMonkey", "Firefox", /Firefox\/(\d+)/],
  ["V8", "Chrome", /(?:Headless)?Chrom(?:e|ium)\/(\d+)/],
  ["JavaScriptCore", "Safari", /Version\/(\d+(?:\.\d+)?).*Safari\//],
];

/** @param {string} userAgent @returns a `report::EngineInfo` */
export function engineInfo(userAgent = navigator.userAgent) {
  for (const [engine, name, pattern] of BROWSERS) {
    const version = pattern.exec(userAgent)?.[1];
    if (version) return { id: "browser", engine, version: `${name} ${version}`, host: HOST };
  }
  return { id: "browser", engine: "unknown", version: "unknown browser", host: HOST };
}

/** The smallest step of `performance.now()`: browsers coarsen it where other origins could look. */
export function clockResolutionNs() {
  return globalThis.crossOriginIsolated ? 5_000 : 100_000;
}
