// The page's entry: puts `globalThis.diptych` in place, then starts the Leptos app.
import { asset } from "./assets.js";
import { browserEngine } from "./engine/load.js";
import { loadEditor } from "./editor/load.js";
import { createGraph } from "./graph/load.js";
import { languages } from "./languages/client.js";
import { links } from "./links/links.js";
import { copyText, download, whenIdle } from "./page.js";
import { toolchain } from "./toolchain/client.js";

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
