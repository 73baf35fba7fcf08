// A composition of hand-made parts on the browser's engine: the parts compiled in the page, the wires by hand.
import { fixture, wireProject } from "./projects.js";

const COUNTERS = "demo:parts/counters@1.0.0";
const RELAY = "demo:parts/relay@1.0.0";
const ENVIRONMENT = "wasi:cli/environment@0.2.6";

/** What the part `user` exports. */
const USER = ["tour", "variables", "fail", "hang", "burst", "greet"];

/** The world of each part in the fixture's WIT. */
const WORLDS = { counter: "counter", relay: "passing", shouter: "shouter", sleeper: "sleeper", user: "user" };

const host = (name) => ({ import: { name, kind: "interface" }, source: { from: "host", import: name } });
const wire = (name, instance, kind = "interface") =>
  ({ import: { name, kind }, source: { from: "instance", instance, export: name } });
const instance = (name, component, wires, exports) => ({
  name, component, is_named: true, wires,
  exports: exports.map((name) => ({ name, kind: name.includes(":") ? "interface" : "function" })),
});
const exported = (name, instance) => ({ name, source: { from: "instance", instance, export: name } });

/** What `whole.wat` composes. */
export const COMPOSITION = {
  instances: [
    instance("c", "counter", [host(ENVIRONMENT)], [COUNTERS]),
    instance("r", "relay", [wire(COUNTERS, "c"), host(ENVIRONMENT)], [RELAY]),
    instance("s", "shouter", [], ["shout"]),
    instance("u", "user", [wire(COUNTERS, "c"), wire(RELAY, "r"), wire("shout", "s", "function")], USER),
  ],
  exports: [exported(COUNTERS, "c"), ...USER.map((name) => exported(name, "u"))],
};

/** One part's project. */
function partProject(name) {
  const files = fixture("composition-parts");
  return wireProject({
    "diptych.toml": Buffer.from(`format = 1\ntitle = "${name}"\n[source]\nlanguage = "wat"\nentry = "${name}.wat"\nworld = "demo:parts/${WORLDS[name]}"\n`),
    [`${name}.wat`]: files[`${name}.wat`],
    "wit/parts.wit": files["parts.wit"],
  });
}

/** The composition in a page: compiles the parts and what they are together. */
export class Parts {
  /** @param {import("@playwright/test").Page} page with the workbench open */
  constructor(page) {
    this.page = page;
  }

  async build() {
    const projects = Object.fromEntries(Object.keys(WORLDS).map((name) => [name, partProject(name)]));
    const whole = fixture("composition-parts")["whole.wat"].toString();
    await this.page.evaluate(buildInPage, { projects, whole });
  }

  /**
   * A linked run's report. @param {any} settings RunSettings
   * @param {{composition?: any, isLinked?: boolean}} [options]
   */
  run(settings, { composition = COMPOSITION, isLinked = true } = {}) {
    return this.page.evaluate(runInPage, { settings, composition: isLinked ? composition : null });
  }
}

async function buildInPage({ projects, whole }) {
  const { toolchain } = globalThis.diptych;
  const compiled = async (project) => {
    const { component, diagnostics } = await toolchain.call("compile", { project });
    if (!component) throw new Error(JSON.stringify(diagnostics));
    return Uint8Array.from(atob(component), (character) => character.charCodeAt(0));
  };
  const components = {};
  let text = whole;
  for (const [name, project] of Object.entries(projects)) {
    const bytes = await compiled(project);
    components[name] = { bytes };
    const printed = await toolchain.call("print_wat", { bytes });
    text = text.replace(`;;part ${name}`, () => printed.replace(/^\(component/, `(component $${name}`));
  }
  const manifest = 'format = 1\ntitle = "Whole"\n[source]\nlanguage = "wat"\nentry = "whole.wat"\n';
  const bytes = await compiled({ files: { "diptych.toml": { text: manifest }, "whole.wat": { text } } });
  globalThis.parts = { bytes, components };
}

async function runInPage({ settings, composition }) {
  const { toolchain, browserEngine } = globalThis.diptych;
  const { bytes, components } = globalThis.parts;
  const inspection = await toolchain.call("inspect", { bytes });
  const linked = composition && { composition, components };
  return new Promise((resolve) => {
    browserEngine.run({ bytes, sha256: inspection.sha256, inspection, settings, linked }, (text) => {
      if (text.startsWith('{"type":"report"')) resolve(JSON.parse(text).report);
    });
  });
}
