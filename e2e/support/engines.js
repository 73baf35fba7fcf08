// One component on both engines without the page's panes: the browser's engine in the page, the server's over HTTP.

/**
 * @param {import("@playwright/test").Page} page with the workbench open
 * @param {ReturnType<import("./api.js").apiClient>} api
 * @param {Buffer} component
 * @param {any} settings RunSettings
 * @returns {Promise<{browser: any, wasmtime: any}>} the reports
 */
export async function runOnBoth(page, api, component, settings) {
  const base64 = component.toString("base64");
  const [browser, { report: wasmtime }] = await Promise.all([
    page.evaluate(runInBrowser, { base64, settings }),
    api.run({ base64 }, settings),
  ]);
  return { browser, wasmtime };
}

/** In the page: the report of one run of its engine. */
async function runInBrowser({ base64, settings }) {
  const { toolchain, browserEngine } = globalThis.diptych;
  const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  const inspection = await toolchain.call("inspect", { bytes });
  return new Promise((resolve) => {
    browserEngine.run({ bytes, sha256: inspection.sha256, inspection, settings }, (text) => {
      if (text.startsWith('{"type":"report"')) resolve(JSON.parse(text).report);
    });
  });
}
