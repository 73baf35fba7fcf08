// The page's entry: puts `globalThis.diptych` in place, then starts the Leptos app.
import { asset } from "./assets.js";
import { browserEngine } from "./engine/load.js";
import { loadEditor } from "./editor/load.js";
import { createGraph } from "./graph/load.js";
import { languages } from "./languages/client.js";
import { links } from "./links/links.js";
import { copyText, download, whenIdle } from "./page.js";
import { toolchain } from "./toolchain/client.js";
import { grasp } from "./transfer/sources.js";

/** The dialogs that load when they are opened. */
const PANELS = {
  export: () => import("./transfer/panel.js"),
  history: () => import("./history/panel.js"),
};

/** Everything the app may call; its typed wrappers are in `frontend/src/interop`. */
globalThis.diptych = {
  editor: {
    /** Loads Monaco on first use. See `editor/editor.js` for what it answers. */
    create: async (host, options) => (await loadEditor()).createEditor(host, { ...options, toolchain }),
  },
  graph: {
    /** Loads the graph of compositions on first use. See `graph/load.js` for what it answers. */
    create: createGraph,
  },
  inspector: {
    /** Loads the Inspect view on first use. See `inspect/inspect.js` for what it answers. */
    create: async (host, options) => (await import("./inspect/inspect.js")).createInspector(host, options),
  },
  pipeline: {
    /** Loads the pane of pipelines on first use. See `pipeline/pane.js` for what it answers. */
    create: async (host, options) => (await import("./pipeline/pane.js")).createPipeline(host, options),
  },
  share: {
    /** Fills the share dialog. See `share/share.js`. */
    show: async (host, link) => (await import("./share/share.js")).showLink(host, link),
  },
  links,
  /** Takes dropped or chosen files. See `transfer/incoming.js` for what it answers. */
  takeIn: async (source) => {
    // Asked before anything is loaded: afterwards a drop is empty.
    const found = grasp(source);
    return (await import("./transfer/incoming.js")).takeIn(await found());
  },
  /** Downloads a report as a web page. See `export/report-page.js`. */
  reportPage: async (name, title, report) => (await import("./export/report-page.js")).downloadPage(name, title, report),
  history: Object.fromEntries(["note", "verdict", "keep"].map((method) => [
    method, (...words) => void import("./history/notes.js").then(({ history }) => history[method](...words)).catch(() => {}),
  ])),
  panel: {
    /** Fills a dialog that JavaScript shows. */
    show: async (host, context, act) => (await PANELS[context.panel]()).show(host, context, act),
  },
  toolchain,
  languages,
  browserEngine,
  whenIdle,
  download,
  copyText,
};

const { default: start } = await import("#pkg/app");
await start({ module_or_path: asset(__APP_WASM__) });

// What dialogs and traces look like.
document.head.append(Object.assign(document.createElement("link"), { rel: "stylesheet", href: asset(__LATER_STYLES__).href }));

// Behind the first paint, in the order of first need.
whenIdle(() => {
  toolchain.warm();
  whenIdle(() => {
    browserEngine.warm();
    whenIdle(() => loadEditor().catch(() => {}));
  });
});
