// The page that the command line opens without a window: one run on this browser's engine, its report handed back.
import { fromBase64 } from "../base64.js";
import { browserEngine } from "../engine/browser.js";
import { toolchain } from "../toolchain/client.js";

/** Whoever opened the page knows the run by this; nobody else can guess it. */
const token = location.hash.slice(1);
const address = (what) => new URL(`headless/${encodeURIComponent(token)}/${what}`, document.baseURI);

/** @param {string} what @param {string} body @param {string} type */
const tell = (what, body, type) => fetch(address(what), { method: "POST", headers: { "content-type": type }, body });

/** The bytes of a component as a run request carries them. @param {{base64: string}} source */
const bytesOf = ({ base64 }) => fromBase64(base64);

/** A composition with its parts' bytes, as the engine takes it. @param {any} linked */
function partsOf(linked) {
  if (!linked) return null;
  const components = Object.entries(linked.components).map(([name, source]) => [name, { bytes: bytesOf(source) }]);
  return { composition: linked.composition, components: Object.fromEntries(components) };
}

/** Runs what was asked for and answers with the report's JSON. */
async function report() {
  const response = await fetch(address("request"));
  if (!response.ok) throw new Error(`there is no run to make here (HTTP ${response.status})`);
  const { component, linked, settings } = await response.json();
  const bytes = bytesOf(component);
  const inspection = await toolchain.call("inspect", { bytes });
  const request = { bytes, sha256: inspection.sha256, inspection, settings, linked: partsOf(linked) };
  const line = await new Promise((resolve) => {
    browserEngine.run(request, (event) => {
      if (event.startsWith('{"type":"report"')) resolve(event);
    });
  });
  return JSON.stringify(JSON.parse(line).report);
}

try {
  await tell("report", await report(), "application/json");
} catch (error) {
  await tell("failure", error?.message ?? String(error), "text/plain");
}
