// The embed's page: a bar, the source, and the panes of results.
import { el } from "../inspect/dom.js";
import { size, visibleLine } from "../inspect/text.js";
import { encodeLink } from "./link.js";
import { glance, orderedPaths } from "./project.js";

/** A source has at least so many lines' room, and at most. */
const LEAST_LINES = 3;
const MOST_LINES = 24;
/** The link to the workbench follows an edit after this long. */
const LINK_MS = 150;

/**
 * @typedef {object} Loaders what comes with the first run
 * @property {() => Promise<typeof import("./run.js")>} run
 * @property {() => Promise<typeof import("./results.js")>} results
 */

/** One project in an embed. */
export class EmbedView {
  #host;
  #options;
  #loaders;
  #project;
  #original;
  #path;
  /** @type {AbortController | null} */
  #running = null;
  #area;
  #run;
  #state;
  #results;
  #open;
  #address;
  #linking = 0;

  /**
   * @param {HTMLElement} host
   * @param {{project: import("./link.js").Project, address: string, options: import("./options.js").Options, loaders: Loaders}} what
   *   `address`: of the project in the workbench
   */
  constructor(host, { project, address, options, loaders }) {
    this.#host = host;
    this.#options = options;
    this.#loaders = loaders;
    this.#project = project;
    this.#original = project;
    this.#address = address;
    const paths = orderedPaths(project);
    this.#path = paths.includes(options.file) ? options.file : paths[0];
    this.#draw(paths);
    host.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
      event.preventDefault();
      this.#start();
    });
  }

  #draw(paths) {
    const { title } = glance(this.#project);
    this.#run = el("button", { class: "primary", "data-testid": "run", title: "Run (Ctrl+Enter)", onclick: () => (this.#running ? this.#stop() : this.#start()) });
    // Reaching for it is a good time to begin loading.
    for (const reach of ["pointerenter", "focus"]) this.#run.addEventListener(reach, () => this.#warm(), { once: true });
    this.#open = el("a", { class: "open", target: "_blank", rel: "noopener", href: this.#address, "data-testid": "open", text: "Open in Diptych" });
    this.#state = el("p", { class: "note", role: "status", "data-testid": "state" });
    this.#results = el("div", { class: "results" });
    this.#area = el("textarea", { class: "mono", spellcheck: "false", autocapitalize: "off", autocomplete: "off", wrap: "off", "data-testid": "source", oninput: () => this.#edited() });
    const isSource = this.#options.panes.includes("source");
    const picker = el("select", { "aria-label": "File", "data-testid": "file", onchange: ({ target }) => this.#show(target.value) },
      ...paths.map((path) => el("option", { value: path, text: visibleLine(path) })));
    picker.value = this.#path;
    this.#host.replaceChildren(
      el("header", {},
        el("h1", { title: visibleLine(title), text: visibleLine(title) || "Untitled" }),
        isSource ? picker : null,
        this.#open,
        this.#run),
      ...(isSource ? [this.#area] : []),
      this.#state,
      this.#results,
    );
    this.#show(this.#path);
    this.#tellRun();
  }

  /** Puts the keyboard where running is one key away. */
  focus() {
    this.#run.focus();
  }

  #show(path) {
    this.#path = path;
    const file = this.#project.files[path];
    const isText = file?.text !== undefined;
    this.#area.readOnly = !isText;
    this.#area.value = isText ? file.text : file ? `${size(Math.floor(file.base64.length * 3 / 4))} that are no text` : "";
    this.#area.setAttribute("aria-label", path === undefined ? "Source" : visibleLine(path));
    const lines = this.#area.value.replace(/\n$/, "").split("\n").length;
    this.#area.rows = Math.min(Math.max(lines, LEAST_LINES), MOST_LINES);
  }

  #edited() {
    const files = Object.assign(Object.create(null), this.#project.files);
    files[this.#path] = { text: this.#area.value };
    this.#project = { files };
    const isOriginal = Object.entries(files).every(([path, file]) => file.text === this.#original.files[path].text);
    this.#state.textContent = isOriginal ? "" : "Changed here, and kept nowhere.";
    // The link goes along with what was changed.
    clearTimeout(this.#linking);
    this.#linking = setTimeout(() => { this.#open.href = isOriginal ? this.#address : `./#${encodeLink(this.#project)}`; }, LINK_MS);
  }

  #warm() {
    this.#loaders.results().catch(() => {});
    this.#loaders.run().then(({ warm }) => warm(), () => {});
  }

  #tellRun() {
    this.#run.textContent = this.#running ? "Stop" : "Run";
    this.#run.classList.toggle("primary", !this.#running);
    this.#host.setAttribute("aria-busy", String(Boolean(this.#running)));
  }

  #stop() {
    this.#running?.abort(new Error("stopped"));
  }

  async #start() {
    if (this.#running) return;
    const controller = this.#running = new AbortController();
    this.#tellRun();
    const onState = (words) => { this.#state.textContent = words; };
    onState("Loading the engines…");
    try {
      // A kit that is loading cannot be stopped; whoever stops need not wait for it.
      const stopped = new Promise((_, reject) => controller.signal.addEventListener("abort", () => reject(controller.signal.reason)));
      await Promise.race([this.#work(controller.signal, onState), stopped]);
    } catch (error) {
      this.#results.replaceChildren();
      onState("");
      if (controller.signal.aborted) onState("Stopped.");
      else this.#refuse(error);
    } finally {
      this.#running = null;
      this.#tellRun();
    }
  }

  async #work(signal, onState) {
    if (globalThis.origin === "null") throw new Error("This frame is sandboxed without `allow-same-origin`, so nothing can be loaded into it: open the project in Diptych.");
    const [{ runProject }, results] = await Promise.all([this.#loaders.run(), this.#loaders.results()]);
    const result = await runProject(this.#project, { engines: this.#options.engines, signal, onState });
    signal.throwIfAborted();
    onState("");
    const { panes } = this.#options;
    const titled = (title, content) => el("section", { class: "pane" }, el("h2", { text: title }), content);
    this.#results.replaceChildren(
      ...results.verdict(result),
      ...(panes.includes("output") ? [titled("Output", results.output(result))] : []),
      ...(panes.includes("trace") ? [titled("Host calls", results.trace(result))] : []),
    );
  }

  async #refuse(error) {
    const { refusal } = await this.#loaders.results().catch(() => ({
      refusal: ({ message }) => [el("p", { class: "bad", role: "alert", "data-testid": "refused", text: visibleLine(message) })],
    }));
    this.#results.replaceChildren(...refusal(error));
  }
}
