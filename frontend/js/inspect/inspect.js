// The Inspect view: any component taken apart, in a worker of its own, so that the page never waits.
import { createToolchain } from "../toolchain/client.js";
import { CompareTab } from "./compare-tab.js";
import { el } from "./dom.js";
import { Parts } from "./parts.js";
import { SectionsTab } from "./sections-tab.js";
import { SizeTab } from "./size-tab.js";
import { grouped, size, visibleLine } from "./text.js";
import { WatTab } from "./wat-tab.js";
import { WorldTab } from "./world-tab.js";

/** The largest file that is read: limit `component-bytes`. */
const MOST_BYTES = 32 * 1024 * 1024;
/** What calls of a worker say that was given up. */
const RESTARTED = "the toolchain was restarted";
/** What takes longer says so. */
const SAY_AFTER_MS = 400;
const TABS = [["world", "World"], ["size", "Size"], ["sections", "Sections"], ["wat", "Text"], ["compare", "Compare"]];

/**
 * @typedef {object} Options
 * @property {() => {id: string, label: string}[]} components what the page can hand over
 * @property {(id: string) => Promise<{name: string, bytes: Uint8Array, project?: any}>} component hands one over, with the project it is of; rejects with words for people
 * @property {() => void} stop stops building
 * @property {string | null} first the one to begin with
 */

/** @param {HTMLElement} host an element to fill @param {Options} options */
export function createInspector(host, options) {
  return new Inspector(host, options);
}

export class Inspector {
  #worker = createToolchain("inspector");
  /** Counts what was opened, so that a late answer is not shown. */
  #turn = 0;
  /** What is open: its name, and its bytes for a worker that was given up. */
  #open = { subject: null, other: null };
  #tab = "world";
  /** What each tab shows, by the turn it is of. */
  #shown = new Map();

  constructor(host, options) {
    this.options = options;
    this.status = el("div", { class: "inspect-status", role: "status", "data-testid": "inspect-status" });
    this.title = el("p", { class: "inspect-title", "data-testid": "inspect-title" });
    this.tabs = {
      world: new WorldTab(), size: new SizeTab(), sections: new SectionsTab(), wat: new WatTab(this), compare: new CompareTab(this),
    };
    this.bar = el("div", { class: "inspect-tabs", role: "tablist", "aria-label": "What to see", onkeydown: (event) => this.#barKey(event) },
      ...TABS.map(([id, label]) => el("button", {
        role: "tab", id: `inspect-tab-${id}`, "aria-controls": "inspect-panel", "data-tab": id, "data-testid": `inspect-${id}`, onclick: () => this.select(id),
      }, label)));
    this.panel = el("div", { class: "inspect-panel", id: "inspect-panel", role: "tabpanel" });
    this.element = el("div", { class: "inspect", ondragover: (event) => { event.preventDefault(); }, ondrop: (event) => this.#drop(event) },
      el("div", { class: "inspect-head" }, this.pickers("subject"), this.title), this.bar, this.status, this.panel);
    host.replaceChildren(this.element);
    this.#empty("Choose a component: this project’s, or a .wasm file. Dropping one here works, too; your project stays as it is.");
    this.#mark();
    if (options.first) this.act(() => this.choose("subject", options.first));
  }

  /** Ends the worker. */
  close() {
    this.#turn++;
    this.#worker.restart();
    for (const tab of Object.values(this.tabs)) tab.close();
  }

  /** Calls a method of the kit. A kit that broke down at it is told again what is open. */
  async call(method, argument) {
    try {
      return await this.#worker.call(method, argument);
    } catch (error) {
      if (!error.message.startsWith("the component is not open")) throw error;
      await this.#reopen();
      throw new Error("the tools broke down at this. What else there is can still be looked at.");
    }
  }

  async #reopen() {
    const turn = this.#turn;
    for (const [place, open] of Object.entries(this.#open)) {
      if (open && turn === this.#turn) await this.#worker.call("inspect_open", { place, bytes: open.bytes });
    }
  }

  /** Does something whose failure a person has to know. @param {() => Promise<void>} work */
  async act(work) {
    try {
      await work();
    } catch (error) {
      // Who gave the worker up knows.
      if (!error.message.includes(RESTARTED)) this.#problem(error.message);
    }
  }

  /** Says what is being done once it takes long, with a way out. Without `leave` the worker is given up. */
  async busy(words, work, leave = null) {
    const since = performance.now();
    const elapsed = el("span", { class: "elapsed" });
    const cancel = () => (leave ? leave() : this.#giveUp());
    const line = el("div", { class: "inspect-busy" }, el("span", { class: "pulse" }), words, " ", elapsed, " ", el("button", { class: "small", "data-testid": "inspect-cancel", onclick: cancel }, "Cancel"));
    const tick = () => {
      elapsed.textContent = `${((performance.now() - since) / 1000).toFixed(1)} s`;
    };
    const say = setTimeout(() => { tick(); this.status.append(line); }, SAY_AFTER_MS);
    const ticks = setInterval(tick, 100);
    try {
      return await work;
    } finally {
      clearTimeout(say);
      clearInterval(ticks);
      line.remove();
    }
  }

  /** The names of what is open. */
  names() { return { subject: this.#open.subject?.name ?? "", other: this.#open.other?.name ?? null }; }

  /** What changes when the subject takes the other's place. */
  differences() { return this.busy("Comparing…", this.call("inspect_differences", {})); }

  /** A choice of components, and a way to a file. @param {"subject" | "other"} place */
  pickers(place) {
    const list = el("select", { "aria-label": place === "subject" ? "Component" : "Compared with", "data-testid": `inspect-choose-${place}`, onchange: () => this.act(() => this.choose(place, list.value)) });
    const fill = () => {
      const chosen = this.#open[place];
      const offered = this.options.components();
      const own = chosen && !offered.some(({ id }) => id === chosen.id) ? [{ id: chosen.id, label: chosen.name }] : [];
      const none = chosen ? [] : [el("option", { value: "", text: "choose…" })];
      list.replaceChildren(...none, ...[...own, ...offered].map(({ id, label }) => el("option", { value: id, selected: id === chosen?.id, text: visibleLine(label) })));
    };
    list.addEventListener("focus", fill);
    (this.fills ??= {})[place] = fill;
    const file = el("input", { type: "file", accept: ".wasm,application/wasm", hidden: true, "data-testid": `inspect-file-${place}`, onchange: () => file.files[0] && this.act(() => this.#read(place, file.files[0])) });
    fill();
    return el("span", { class: "inspect-pick" }, list, el("button", { class: "small", onclick: () => file.click() }, "Open a file…"), file);
  }

  /** Opens what the page hands over. */
  async choose(place, id) {
    if (!id || id === this.#open[place]?.id) return;
    const turn = ++this.#turn;
    this.#clearProblem();
    // The page builds it and has its own way to stop that.
    const handed = this.busy("Building…", this.options.component(id), () => this.options.stop());
    const { name, bytes, project } = await handed.catch((error) => {
      if (turn === this.#turn) throw error;
      return {};
    });
    if (turn === this.#turn) await this.#take(place, { id, name, bytes, project });
  }

  async #read(place, file) {
    this.#clearProblem();
    if (file.size > MOST_BYTES) throw new Error(`${file.name} has ${grouped(file.size)} bytes; the limit component-bytes is ${grouped(MOST_BYTES)}.`);
    const turn = ++this.#turn;
    const bytes = new Uint8Array(await file.arrayBuffer());
    if (turn === this.#turn) await this.#take(place, { id: `disk:${turn}`, name: file.name, bytes });
  }

  #drop(event) {
    event.preventDefault();
    // The page would open it as a project.
    event.stopPropagation();
    const [file] = event.dataTransfer?.files ?? [];
    if (file) this.act(() => this.#read(this.#tab === "compare" && this.#open.subject ? "other" : "subject", file));
  }

  /** Hands bytes to the worker and shows them. */
  async #take(place, open) {
    const turn = ++this.#turn;
    const before = this.#open[place];
    this.#open[place] = open;
    try {
      await this.busy("Reading…", this.call("inspect_open", { place, bytes: open.bytes }));
      const text = await this.busy("Taking it apart…", this.call("inspect_anatomy", { place }));
      if (turn !== this.#turn) return;
      const anatomy = JSON.parse(text);
      if (place === "subject") {
        this.anatomy = anatomy;
        this.parts = new Parts(anatomy);
      }
    } catch (error) {
      if (turn !== this.#turn) return;
      await this.#back(place, before);
      throw error;
    } finally {
      for (const fill of Object.values(this.fills)) fill();
    }
    this.#shown.clear();
    this.#entitle();
    if (place === "subject" && this.anatomy.problem) this.#problem(`Only its beginning can be read: ${this.anatomy.problem}.`);
    await this.select(place === "other" ? "compare" : this.#tab);
  }

  /** What was open stays open when another cannot be read. */
  async #back(place, before) {
    this.#open[place] = before;
    if (before) await this.call("inspect_open", { place, bytes: before.bytes }).catch(() => {});
  }

  #entitle() {
    const { name, bytes } = this.#open.subject;
    const named = this.anatomy.parts.some(({ kind, name: symbol }) => kind === "function" && symbol);
    const has = this.anatomy.parts.some(({ kind }) => kind === "function");
    this.title.replaceChildren(
      el("strong", {}, visibleLine(name)), " ",
      el("span", { class: "tag" }, this.anatomy.kind === "component" ? "component" : "core module"), " ",
      el("span", { class: "note" }, `${size(bytes.length)} (${grouped(bytes.length)} bytes)${has && !named ? ", without names of functions" : ""}`));
  }

  /** Shows a tab. @param {string} id */
  select(id) {
    this.#tab = id;
    this.#mark();
    if (!this.#open.subject) return undefined;
    return this.act(async () => {
      const tab = this.tabs[id];
      const turn = this.#turn;
      this.panel.replaceChildren(tab.element);
      if (this.#shown.get(id) === turn) return;
      this.#shown.set(id, turn);
      try {
        await this.#fill(id, tab);
      } catch (error) {
        this.#shown.delete(id);
        if (turn !== this.#turn) return;
        if (this.#tab === id) this.#empty("");
        throw error;
      }
    });
  }

  async #fill(id, tab) {
    if (id === "size" || id === "sections") tab.show(this.parts);
    else if (id === "world") {
      const turn = this.#turn;
      const inspection = await this.busy("Reading the world…", this.call("inspect_world", { place: "subject", project: this.#open.subject.project }));
      if (turn === this.#turn) tab.show(inspection);
    } else await tab.show();
  }

  #mark() {
    for (const button of this.bar.children) {
      const chosen = button.dataset.tab === this.#tab;
      button.setAttribute("aria-selected", String(chosen));
      button.tabIndex = chosen ? 0 : -1;
    }
    this.panel.setAttribute("aria-labelledby", `inspect-tab-${this.#tab}`);
  }

  #barKey(event) {
    const at = TABS.findIndex(([id]) => id === this.#tab);
    const next = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: TABS.length - 1 }[event.key];
    if (next === undefined) return;
    event.preventDefault();
    this.select(TABS[(next + TABS.length) % TABS.length][0]);
    this.bar.querySelector("[aria-selected='true']").focus();
  }

  /** Ends what the worker is doing; what was open is opened again in a fresh one. */
  async #giveUp() {
    this.#turn++;
    this.#worker.restart();
    this.#shown.clear();
    this.#problem("Cancelled.");
    await this.act(() => this.#reopen());
  }

  #empty(words) { this.panel.replaceChildren(el("p", { class: "empty" }, words)); }

  #problem(words) {
    this.#clearProblem();
    this.status.append(el("p", { class: "inspect-problem", "data-testid": "inspect-problem" }, visibleLine(words)));
  }

  #clearProblem() {
    for (const line of this.status.querySelectorAll(".inspect-problem")) line.remove();
  }
}
