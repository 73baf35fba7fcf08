// Size: where the bytes go, as a treemap and as a list beside it that keys move through.
import { el, moveInColumn } from "./dom.js";
import { count, share, size } from "./text.js";
import { treemap } from "./treemap.js";

/** How many rectangles and rows are drawn; what is smaller is one more. */
const DRAWN = 300;
/** Rectangles from which on their names are written in them, in CSS pixels. */
const LABEL = { width: 44, height: 16 };
/** Rectangles from which on what is in them is drawn in them. */
const NESTED = { width: 120, height: 80 };
/** How many rectangles there are before no more are drawn inside others. */
const MOST_BOXES = 700;

export class SizeTab {
  #at = 0;

  constructor() {
    this.map = el("div", { class: "treemap", "aria-hidden": "true", "data-testid": "treemap" });
    this.crumbs = el("nav", { class: "crumbs", "aria-label": "Where in the file", "data-testid": "size-crumbs" });
    this.list = el("ul", { class: "size-list", "aria-label": "Parts, the largest first", "data-testid": "size-list", onkeydown: (event) => this.#key(event) });
    this.about = el("p", { class: "note", "data-testid": "size-about" });
    this.element = el("div", { class: "size-tab" }, this.crumbs, el("div", { class: "size-columns" }, this.map, el("div", { class: "size-side" }, this.about, this.list)));
    this.observer = new ResizeObserver(() => this.#drawMap());
    this.observer.observe(this.map);
  }

  /** @param {import("./parts.js").Parts} parts */
  show(parts) {
    this.parts = parts;
    this.#go(0);
  }

  close() { this.observer.disconnect(); }

  #go(at, focus = null) {
    this.#at = at;
    const { parts } = this;
    const way = parts.way(at);
    this.crumbs.replaceChildren(...way.flatMap((step, depth) => [
      ...(depth > 0 ? [el("span", { class: "none", "aria-hidden": "true" }, "›")] : []),
      el("button", { class: "small", "aria-current": step === at ? "true" : null, onclick: () => this.#go(step, "list") }, parts.label(step)),
    ]));
    this.shown = this.#rows(at);
    this.list.replaceChildren(...this.shown.map((row) => el("li", {}, this.#row(row))));
    const part = parts.all[at];
    const rows = this.shown.length;
    this.about.textContent = `${parts.label(at)}: ${parts.kind(at)}, ${size(part.size_bytes)} (${share(part.size_bytes, parts.all[0].size_bytes)} of the file)${rows ? ", from the largest part" : ""}`;
    if (part.symbol) this.about.append(el("code", { class: "symbol", text: part.symbol }));
    requestAnimationFrame(() => this.#drawMap());
    if (focus === "list") this.list.querySelector("button")?.focus();
    if (typeof focus === "number") (this.list.querySelector(`[data-part="${focus}"]`) ?? this.list.querySelector("button"))?.focus();
  }

  /** The parts of a part, those that are too small to draw as one, and its headers. */
  #rows(at) {
    const { parts } = this;
    const inside = parts.inside[at].filter((inner) => parts.all[inner].size_bytes > 0);
    const row = (inner) => ({ part: inner, label: parts.label(inner), kind: parts.kind(inner), bytes: parts.all[inner].size_bytes });
    const rows = inside.slice(0, DRAWN).map(row);
    const rest = inside.slice(DRAWN);
    if (rest.length) {
      rows.push({ part: null, label: count(rest.length, "smaller part"), kind: "together", bytes: rest.reduce((sum, inner) => sum + parts.all[inner].size_bytes, 0) });
    }
    const headers = inside.length ? parts.headers(at) : 0;
    if (headers > 0) rows.push({ part: null, label: "headers", kind: "ids, lengths, counts", bytes: headers });
    return rows;
  }

  #row({ part, label, kind, bytes }) {
    const whole = this.parts.all[this.#at].size_bytes;
    const opens = part !== null && this.parts.inside[part].length > 0;
    const button = el("button", {
      class: "size-row", "data-part": part, "data-testid": "size-row", "aria-disabled": opens ? null : "true", title: opens ? "Look inside" : null,
      onclick: () => opens && this.#go(part, "list"),
      onmouseenter: () => this.#mark(part), onfocus: () => this.#mark(part),
    },
    el("span", { class: "size-name" }, label),
    el("span", { class: "note" }, kind),
    el("span", { class: "size-bytes" }, size(bytes)),
    el("span", { class: "size-share" }, share(bytes, whole)),
    el("i", { class: "size-bar", style: `width: ${((100 * bytes) / whole).toFixed(2)}%` }));
    return button;
  }

  #mark(part) {
    for (const box of this.map.querySelectorAll(".box")) box.classList.toggle("marked", part !== null && box.dataset.part === String(part));
  }

  #drawMap() {
    const box = { x: 0, y: 0, width: this.map.clientWidth, height: this.map.clientHeight };
    const seen = `${box.width} ${box.height}`;
    // What is off the screen, and what is there already, is not drawn.
    if (!this.parts || !box.width || (this.seen?.rows === this.shown && this.seen.size === seen)) return;
    this.seen = { rows: this.shown, size: seen };
    this.drawn = 0;
    this.map.replaceChildren(...this.#boxes(this.shown, box));
  }

  /** Rectangles for rows; in those with room for it what is in them, too. */
  #boxes(rows, box) {
    const rectangles = treemap(rows.map(({ bytes }) => bytes), box);
    this.drawn += rows.length;
    return rectangles.map(({ x, y, width, height }, at) => {
      const { part, label, kind, bytes } = rows[at];
      const opens = part !== null && this.parts.inside[part].length > 0;
      const element = el("div", {
        class: `box ${part === null ? "headers" : this.parts.all[part].kind}`, "data-part": part, title: `${label}\n${kind}, ${size(bytes)}`,
        style: `left: ${x.toFixed(1)}px; top: ${y.toFixed(1)}px; width: ${Math.max(0, width - 1).toFixed(1)}px; height: ${Math.max(0, height - 1).toFixed(1)}px`,
        onclick: (event) => {
          if (!opens) return;
          event.stopPropagation();
          this.#go(part);
        },
      });
      if (width > LABEL.width && height > LABEL.height) {
        const isNested = opens && width > NESTED.width && height > NESTED.height && this.drawn < MOST_BOXES;
        const bytesText = isNested ? [" ", el("small", { class: "box-size" }, size(bytes))] : [];
        element.append(el("span", {}, label, ...bytesText));
        if (isNested) {
          const room = { x: 0, y: 0, width: width - 7, height: height - 22 };
          element.append(el("div", { class: "inner" }, ...this.#boxes(this.#rows(part), room)));
        } else if (height > 2 * LABEL.height) {
          element.append(el("span", { class: "box-size" }, size(bytes)));
        }
      }
      return element;
    });
  }

  #key(event) {
    const rows = [...this.list.querySelectorAll("button")];
    if (moveInColumn(event, rows)) return;
    const part = Number(document.activeElement?.dataset?.part ?? NaN);
    if (event.key === "ArrowRight" && this.parts.inside[part]?.length) this.#go(part, "list");
    else if ((event.key === "ArrowLeft" || event.key === "Backspace") && this.#at !== 0) this.#go(this.parts.all[this.#at].parent, this.#at);
    else return;
    event.preventDefault();
  }
}
