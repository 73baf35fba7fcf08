// The toolchain's methods: which kit answers each, and what crosses as transferred bytes.
import { instrumentGrow } from "../run/core-memory.js";

/** Methods of the tools kit: one object in, one value out, named as the kit's exports. */
const TOOLS = [
  "compile", "run_plan", "inspect", "print_wat", "resolve_calls", "policy_table", "policy_scopes",
  "encode_link", "decode_link", "diff_bytes", "from_zip", "from_folder", "from_json", "project_from_wasm", "parse_wave", "wave_text", "demangle",
  "wit_outline", "wit_hover", "wit_definition", "wit_references", "wit_rename", "wit_completion", "wit_text",
  "worlds", "wasi_interfaces", "add_import", "fit",
  "inspect_open", "inspect_anatomy", "inspect_world", "inspect_differences", "inspect_text", "inspect_text_rows",
  "inspect_text_toggle", "inspect_text_fold_all", "inspect_text_find", "inspect_text_go_to",
  "trace_begin", "trace_push", "compare", "report_text", "run_report_text", "trace_text",
];

/** Methods of the WAT kit: `{text, params}` in, the language server protocol's answer out. */
const WAT = [
  "wat_diagnostics", "wat_completion", "wat_hover", "wat_signature", "wat_format", "wat_definition", "wat_references",
  "wat_rename", "wat_symbols",
];

/** Methods of the languages kit: what a language needs to implement a world. */
const LANGUAGES = ["bindings", "component", "outside"];

/** Methods of the compose kit that keep nothing. */
const COMPOSE = ["edit_composition", "pipeline", "stage_given", "feed_stage"];

/** What can be handed over instead of copied: an answer's own bytes and numbers. */
function transferable(value) {
  const views = [value, value?.rows].filter(ArrayBuffer.isView);
  return views.map((view) => view.buffer);
}

/** @type {Record<string, (kits: any, argument: any) => Promise<{value: any, transfer?: Transferable[]}>>} */
export const methods = Object.fromEntries(TOOLS.map((name) => [name, async (kits, argument) => {
  const kit = await kits.tools();
  const value = kit[name](argument);
  return { value, transfer: transferable(value) };
}]));

for (const name of WAT) {
  methods[name] = async (kits, argument) => {
    const kit = await kits.wat();
    return { value: kit[name](argument) };
  };
}

for (const name of LANGUAGES) {
  methods[name] = async (kits, argument) => {
    const kit = await kits.languages();
    return { value: kit[name](argument) };
  };
}

for (const name of COMPOSE) {
  methods[name] = async (kits, argument) => {
    const kit = await kits.compose();
    return { value: kit[name](argument) };
  };
}

/** What was composed last: completion goes by it, as a text that is being typed seldom resolves. */
let composed = { components: {}, composition: null };

methods.compose = async (kits, argument) => {
  const kit = await kits.compose();
  const value = kit.compose(argument);
  composed = { components: argument.components, composition: value.output.composition ?? composed.composition };
  return { value };
};

/** `{before, after}`, the text around the caret → completions. */
methods.complete_wac = async (kits, argument) => ({ value: (await kits.compose()).complete_wac({ ...argument, ...composed }) });

/** Loads both kits that every project needs, the editor's first. */
methods.warm = async (kits) => {
  await kits.tools();
  await kits.transpile();
  return { value: null };
};

/**
 * Component → JavaScript and core modules. The core modules come back with `memory.grow` watched
 * (see `run/core-memory.js`), so that a memory limit can be told from a guest's own failure.
 */
methods.transpile = async (kits, { bytes, waiting }) => {
  const kit = await kits.transpile();
  const result = kit.transpile({ bytes, waiting });
  const files = result.files.map(([name, content]) => [name, name.endsWith(".wasm") ? instrumentGrow(content) : content]);
  return { value: { ...result, files }, transfer: files.map(([, content]) => content.buffer) };
};

/** `{project}` → the bytes of a zip archive that builds with the ordinary tools. */
methods.to_zip = async (kits, { project }) => {
  const { project: exported } = (await kits.languages()).outside({ project });
  const value = (await kits.tools()).to_zip({ project: exported });
  return { value, transfer: transferable(value) };
};

/** The project's WIT as TypeScript declarations, path → text. */
methods.wit_types = async (kits, argument) => ({ value: (await kits.transpile()).wit_types(argument) });
