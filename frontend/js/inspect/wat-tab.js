// Text: the binary as WAT that folds, in which one searches and goes to a byte; functions are printed when unfolded.
import { el } from "./dom.js";
import { count, grouped, size, visibleLine } from "./text.js";
import { VirtualList } from "./virtual-list.js";
import { code } from "./world-tab.js";

export class WatTab {
  #search = 0;

  /** @param {import("./inspect.js").Inspector} inspector */
  constructor(inspector) {
    this.inspector = inspector;
    this.list = new VirtualList({
      rowPx: 18, label: "WebAssembly text: arrow keys move, Enter folds and unfolds", testid: "wat-list",
      load: (first, number) => inspector.call("inspect_text_rows", { first, count: number }),
      render: (row, index) => this.#render(row, index),
      key: (event, row, index) => this.#key(event, row, index),
    });
    this.find = el("input", {
      type: "search", placeholder: "Find in the text, or go to 0x…", "aria-label": "Find, or go to a byte as in 0x1f", spellcheck: "false", "data-testid": "wat-find",
      onkeydown: (event) => { if (event.key === "Enter") { event.preventDefault(); this.next(); } },
    });
    this.says = el("span", { class: "note", role: "status", "data-testid": "wat-says" });
    const button = (text, testid, act) => el("button", { class: "small", "data-testid": testid, onclick: act }, text);
    this.element = el("div", { class: "wat-tab" },
      el("div", { class: "inspect-tools" },
        this.find, button("Next", "wat-next", () => this.next()),
        button("Fold all", "wat-fold", () => this.#foldAll(true)), button("Unfold", "wat-unfold", () => this.#foldAll(false)),
        this.says),
      this.list.element);
  }

  /** Prints what is on show at first. */
  async show() {
    this.#took(await this.inspector.busy("Printing…", this.inspector.call("inspect_text", {})));
  }

  close() {
    this.#search++;
    this.list.close();
  }

  #took(summary) {
    this.summary = summary;
    this.list.reset(summary.row_count);
    const unprinted = summary.unprinted_count ? `, ${count(summary.unprinted_count, "function")} printed when unfolded` : "";
    this.says.textContent = `${count(summary.line_count, "line")}, ${size(summary.text_bytes)}${unprinted}`;
  }

  #render(row, index) {
    const toggle = row.fold
      ? el("button", {
        class: "fold", tabindex: "-1", "aria-label": row.fold === "closed" ? "Unfold" : "Fold", "data-testid": "wat-toggle",
        onclick: () => { this.list.choose(index); this.toggle(index); },
      }, row.fold === "closed" ? "▸" : "▾")
      : el("span", { class: "fold" });
    const hides = row.fold === "closed" ? (row.hidden_count ? `… ${count(row.hidden_count, "line")}` : row.text.endsWith("...)") ? "" : "…") : "";
    const text = code(visibleLine(row.text), "wat");
    text.style.paddingLeft = `${row.depth * 2}ch`;
    if (row.cut_characters) text.append(el("span", { class: "none" }, ` … ${count(row.cut_characters, "character")} more`));
    if (row.readable) text.append(el("span", { class: "t-comment" }, `  ;; ${visibleLine(row.readable)}`));
    if (hides) text.append(" ", el("button", { class: "hides", tabindex: "-1", onclick: () => this.toggle(index) }, hides));
    const at = typeof row.offset_bytes === "number" ? `0x${row.offset_bytes.toString(16)}` : "";
    return [el("span", { class: "wat-at", title: `line ${grouped(row.line)}${at ? `, byte ${at}` : ""}` }, at), toggle, text];
  }

  #key(event, row, index) {
    const wants = event.key === "Enter" || event.key === " " || (event.key === "ArrowRight" && row.fold === "closed") || (event.key === "ArrowLeft" && row.fold === "open");
    if (wants && row.fold) this.toggle(index);
    return Boolean(wants && row.fold);
  }

  /** Folds or unfolds a row. @param {number} row */
  toggle(row) {
    this.#search++;
    return this.#change("Printing…", "inspect_text_toggle", { row });
  }

  #foldAll(folded) {
    this.#search++;
    return this.#change("Folding…", "inspect_text_fold_all", { folded });
  }

  #change(words, method, argument) {
    const { inspector } = this;
    return inspector.act(async () => this.#took(await inspector.busy(words, inspector.call(method, argument))));
  }

  /** Goes to the next place that has what is looked for, once around; `0x…` is a byte of the file. */
  next() {
    const text = this.find.value.trim();
    return text ? this.inspector.act(() => this.#next(text)) : undefined;
  }

  async #next(text) {
    const search = ++this.#search;
    const { inspector } = this;
    if (/^0x[0-9a-f]+$/i.test(text)) {
      const { step, summary } = await inspector.busy("Printing…", inspector.call("inspect_text_go_to", { offset: Number(text) }));
      this.#found(step, summary);
      return;
    }
    const line = this.list.row(this.list.current)?.line ?? 0;
    const found = await inspector.busy(`Looking for ${visibleLine(text)}…`, this.#find(search, text, this.lastFound === text ? line : Math.max(0, line - 1)), () => { this.#search++; });
    if (search !== this.#search && !found) return;
    if (found) {
      this.lastFound = text;
      this.#found(found.step, found.summary);
    } else {
      this.says.textContent = `${visibleLine(text)} is nowhere in the text.`;
    }
  }

  /** Steps of a search, so that it can be left at any time: to the end, then from the beginning. */
  async #find(search, text, from) {
    for (const begin of from > 0 ? [from, 0] : [0]) {
      let line = begin;
      while (search === this.#search) {
        const answer = await this.inspector.call("inspect_text_find", { text, line });
        if (search !== this.#search) return null;
        if (answer.step.kind === "found") return answer;
        if (answer.step.kind === "nowhere") break;
        line = answer.step.line;
        this.says.textContent = `Looking: ${Math.round((100 * line) / Math.max(1, answer.summary.line_count))} %`;
      }
    }
    return null;
  }

  #found(step, summary) {
    this.#took(summary);
    this.list.show(step.row);
  }
}
