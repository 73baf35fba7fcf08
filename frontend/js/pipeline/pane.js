// The pane of a pipeline: its stages with what each engine made of them; a stage that is chosen is compared beside it.
import { el, moveInColumn } from "../inspect/dom.js";
import { count, visibleLine } from "../inspect/text.js";
import { toolchain } from "../toolchain/client.js";
import { runInBrowser, runOnServer } from "./engines.js";
import { runPipeline } from "./run.js";
import { ended, isSame } from "./words.js";

const ENGINES = { browser: runInBrowser, wasmtime: runOnServer };
const SIDES = { browser: "left", wasmtime: "right" };
/** How often the time of what runs is shown anew. */
const TICK_MS = 250;

/**
 * @typedef {object} Options
 * @property {(stage: string, lines: Record<string, string[]>, isAsked: boolean) => void} show shows a stage's runs: RunEvents as JSON, by engine; asked for by a person or not
 * @property {(lines: {stage: string, line: string}[]) => void} ended hears the reports of a run that is over
 * @property {(component: string) => void} source shows a component's source
 * @property {(stage: string) => void} grants shows what a stage is granted
 *
 * @typedef {object} StageRun how far a stage is on one engine
 * @property {string[]} lines what the engine said
 * @property {import("./run.js").Progress["state"]} state
 * @property {number} [began] by `performance.now()`
 * @property {number} [ended]
 * @property {any} [report]
 * @property {string} [why]
 */

/** @param {HTMLElement} host an element to fill @param {Options} options */
export const createPipeline = (host, options) => new PipelinePane(host, options);

class PipelinePane {
  /** @type {{name: string, needs: string[], stage: any}[]} */
  #stages = [];
  /** @type {Record<string, Map<string, StageRun>>} by engine and stage */
  #runs = { browser: new Map(), wasmtime: new Map() };
  #chosen = null;
  /** When the run began, by `performance.now()`. */
  #began = 0;
  /** @type {AbortController | null} */
  #controller = null;
  #tick = 0;
  #host;
  #options;

  constructor(host, options) {
    this.#host = host;
    this.#options = options;
    this.#draw();
  }

  /** What the text says now. @param {{stage: any, needs: string[]}[]} stages */
  tell(stages) {
    this.#stages = stages.map(({ stage, needs }) => ({ name: stage.name, needs, stage }));
    this.#draw();
  }

  /**
   * Runs all stages on these engines.
   * @param {{engines: string[], settings: any, components: Record<string, import("./engines.js").Component>}} what
   */
  async run({ engines, settings, components }) {
    this.stop();
    const controller = this.#controller = new AbortController();
    const isCurrent = () => this.#controller === controller;
    const stages = this.#stages;
    for (const engine of Object.keys(this.#runs)) this.#runs[engine] = new Map();
    this.#chosen = null;
    this.#began = performance.now();
    this.#tick = setInterval(() => this.#draw(), TICK_MS);
    this.#draw();
    try {
      await Promise.all(engines.map((engine) => this.#runOn(engine, { stages, settings, components, controller })));
    } finally {
      if (isCurrent()) this.#over();
    }
    // Stopped, and another may have begun.
    if (controller.signal.aborted) return;
    const reports = stages.flatMap(({ name }) => engines.flatMap((engine) => {
      const run = this.#runs[engine].get(name);
      return run?.report ? [{ stage: name, line: run.lines.at(-1) }] : [];
    }));
    this.#options.ended(reports);
    const differing = stages.find(({ name }) => this.#same(name) === false);
    const first = differing ?? stages.findLast(({ name }) => engines.some((engine) => this.#runs[engine].get(name)?.report));
    if (first) this.#choose(first.name, false);
  }

  #runOn(engine, { stages, settings, components, controller }) {
    const runs = this.#runs[engine];
    return runPipeline(stages, {
      run: async ({ name, stage }, earlier) => {
        const fed = await toolchain.call("feed_stage", { stage, settings, earlier });
        controller.signal.throwIfAborted();
        return ENGINES[engine](components[stage.component], fed, (line) => runs.get(name).lines.push(line), controller.signal);
      },
      given: ({ stage }, report) => toolchain.call("stage_given", { stage, report }),
      onProgress: ({ name }, progress) => {
        if (controller.signal.aborted) return;
        const before = runs.get(name);
        const now = performance.now();
        const times = { running: { began: now }, ended: { ended: now } }[progress.state];
        runs.set(name, { lines: [], ...before, ...progress, ...times });
        this.#draw();
      },
    });
  }

  /** Stops what runs; what is there already stays. */
  stop() {
    if (!this.#controller) return;
    this.#controller.abort(new Error("stopped"));
    for (const runs of Object.values(this.#runs)) {
      for (const [name, run] of runs) {
        if (run.state === "waiting" || run.state === "running") runs.set(name, { ...run, state: "skipped", why: "stopped" });
      }
    }
    this.#over();
  }

  #over() {
    clearInterval(this.#tick);
    this.#controller = null;
    this.#draw();
  }

  #choose(name, isAsked) {
    this.#chosen = name;
    this.#draw();
    const lines = Object.fromEntries(Object.entries(this.#runs).map(([engine, runs]) => [engine, runs.get(name)?.lines ?? []]));
    this.#options.show(name, lines, isAsked);
  }

  /** Whether both engines made the same of a stage; `null` while one of them has not. */
  #same(name) {
    const [left, right] = Object.values(this.#runs).map((runs) => runs.get(name)?.report);
    return left && right ? isSame(left, right) : null;
  }

  #draw() {
    const focused = this.#host.contains(document.activeElement) ? document.activeElement.dataset.focus : undefined;
    const body = this.#stages.length === 0
      ? el("p", { class: "empty", text: "The stages will stand here. Begin one with [[stage]] in the text: a name, and the component that it runs." })
      : el("table", { class: "pipeline-table" },
        el("thead", {}, el("tr", {},
          el("th", { scope: "col", text: "Stage" }),
          ...Object.entries(SIDES).map(([engine, side]) => el("th", { scope: "col", class: side, text: engine })))),
        el("tbody", { onkeydown: (event) => moveInColumn(event, [...this.#host.querySelectorAll("button.stage-name")]) },
          ...this.#stages.map((stage) => this.#row(stage))));
    const scrolled = this.#host.querySelector(".pipeline-body")?.scrollTop ?? 0;
    this.#host.replaceChildren(
      el("header", { class: "pane-head" }, el("h2", { text: "Pipeline" }), el("span", { class: "note", role: "status", "data-testid": "pipeline-state", text: this.#state() })),
      el("div", { class: "pipeline-body" }, body),
    );
    this.#host.querySelector(".pipeline-body").scrollTop = scrolled;
    if (focused) this.#host.querySelector(`[data-focus="${CSS.escape(focused)}"]`)?.focus();
  }

  /** Where the whole is, in words. */
  #state() {
    const stages = count(this.#stages.length, "stage");
    if (!this.#controller) return this.#stages.length ? stages : "";
    const over = ({ name }) => Object.values(this.#runs).every((runs) => runs.size === 0 || ["ended", "skipped"].includes(runs.get(name)?.state));
    return `running: ${this.#stages.filter(over).length} of ${stages}`;
  }

  #row({ name, needs, stage }) {
    const same = this.#same(name);
    const what = stage.call ? `calls ${stage.call.slice(stage.call.lastIndexOf("#") + 1)}` : "command";
    const isChosen = name === this.#chosen;
    const hasRun = Object.values(this.#runs).some((runs) => runs.get(name)?.report);
    return el("tr", { class: isChosen ? "chosen" : null, "data-testid": `stage-${name}` },
      el("th", { scope: "row" },
        el("div", { class: "stage-head" },
          el("button", {
            class: "stage-name", "data-focus": `stage ${name}`, "aria-pressed": String(isChosen), disabled: !hasRun,
            title: hasRun ? "Compare this stage’s runs" : "It has not run", onclick: () => this.#choose(name, true), text: name,
          }),
          same === null ? null : el("span", { class: `tag ${same ? "same" : "differs"}`, text: same ? "same" : "differs" })),
        el("p", { class: "note", text: `${visibleLine(what)}${needs.length ? `, takes ${needs.join(", ")}` : ""}` }),
        el("p", { class: "stage-links" },
          el("button", { class: "link", "data-focus": `source ${name}`, "aria-label": `Source of ${visibleLine(stage.component)}`, title: `Show the source of ${visibleLine(stage.component)}`, onclick: () => this.#options.source(stage.component), text: visibleLine(stage.component) }),
          el("button", { class: "link", "data-focus": `grants ${name}`, "aria-label": `Grants of ${name}`, title: `Show what ${name} is granted`, onclick: () => this.#options.grants(name), text: "grants" }))),
      ...Object.keys(SIDES).map((engine) => this.#cell(engine, name)));
  }

  #cell(engine, name) {
    const run = this.#runs[engine].get(name);
    const now = performance.now();
    const lines = {
      undefined: () => [el("p", { class: "note", text: "not run yet" })],
      waiting: () => [el("p", { class: "note", text: "waits" })],
      running: () => [el("p", { text: `running, ${((now - run.began) / 1000).toFixed(1)} s` }), this.#bar(run, engine, now)],
      skipped: () => [el("p", { class: "note", text: `not run: ${visibleLine(run.why)}` })],
      ended: () => {
        const { how, gave, note, isGood } = ended(run.report);
        return [
          el("p", {}, el("span", { class: isGood ? "good" : "bad", text: visibleLine(how) })),
          gave === "" ? null : el("p", { class: "mono stage-gave", title: visibleLine(gave), text: visibleLine(gave) }),
          this.#bar(run, engine, now),
          el("p", { class: "note", text: note }),
        ];
      },
    }[run?.state]().filter(Boolean);
    return el("td", { class: SIDES[engine], "data-testid": `stage-${name}-${engine}` }, el("span", { class: "stage-engine", text: engine }), ...lines);
  }

  /** When it ran, on a scale from the run's begin to its last stage's end. */
  #bar(run, engine, now) {
    const ends = [...this.#runs[engine].values()].map(({ ended: end, began }) => end ?? (began === undefined ? 0 : now));
    const whole = Math.max(...ends) - this.#began || 1;
    const percent = (ms) => Math.max(0, Math.min(100, ms / whole * 100)).toFixed(2);
    const bar = el("span", {});
    bar.style.left = `${percent(run.began - this.#began)}%`;
    bar.style.width = `${percent((run.ended ?? now) - run.began)}%`;
    return el("div", { class: "stage-bar", "aria-hidden": "true" }, bar);
  }
}
