// A list of rows of one height of which only those on the screen exist, however many there are.
import { el } from "./dom.js";

/** The tallest scroll space in CSS pixels; Firefox draws nothing beyond 17.9 million. */
const MOST_PX = 8_000_000;
/** Rows rendered above and below the ones on the screen. */
const AROUND = 20;
/** How many rows are asked for at once. */
const PAGE = 100;

/**
 * Where rows are: with more rows than the scroll space holds, the scroll bar moves faster than they do.
 * @param {number} rows @param {number} rowPx @param {number} heightPx of the box
 */
export function scroll(rows, rowPx, heightPx) {
  const content = rows * rowPx;
  const space = Math.min(content, MOST_PX);
  const way = space - heightPx;
  const scale = way > 0 ? Math.max(0, content - heightPx) / way : 1;
  return {
    space,
    /** The first row on the screen, and the pixel of the content at the top. */
    top: (scrollTop) => Math.max(0, scrollTop) * scale,
    /** Where a row goes in the scroll space. */
    place: (row, scrollTop) => row * rowPx - Math.max(0, scrollTop) * scale + Math.max(0, scrollTop),
    /** The scroll that puts a row in the middle. */
    middle: (row) => Math.min(Math.max(0, (row * rowPx - (heightPx - rowPx) / 2) / scale), Math.max(0, space - heightPx)),
  };
}

export class VirtualList {
  #rows = 0;
  #pages = new Map();
  #generation = 0;
  #current = 0;
  #scheduled = false;

  /**
   * @param {object} options
   * @param {number} options.rowPx as the stylesheet has it
   * @param {string} options.label for assistive technology
   * @param {string} options.testid
   * @param {(first: number, count: number) => any[] | Promise<any[]>} options.load
   * @param {(row: any, index: number) => Node[]} options.render the content of a row
   * @param {(event: KeyboardEvent, row: any, index: number) => boolean} [options.key] whether it took the key
   */
  constructor(options) {
    this.options = options;
    this.space = el("div", { class: "inspect-space" });
    this.element = el("div", {
      class: "inspect-list mono", tabindex: "0", role: "list", "aria-label": options.label, "data-testid": options.testid,
      onscroll: () => this.#later(), onkeydown: (event) => this.#key(event),
    }, this.space);
    this.observer = new ResizeObserver(() => this.#later());
    this.observer.observe(this.element);
  }

  /** There are other rows now. @param {number} rows */
  reset(rows) {
    this.#generation++;
    this.#pages.clear();
    this.#rows = rows;
    this.#current = Math.min(this.#current, Math.max(0, rows - 1));
    this.draw();
  }

  /** The row that keys act on. */
  get current() { return this.#current; }

  /** Shows a row in the middle, unless it is on the screen, and makes it the current one. @param {number} row */
  show(row) {
    this.#current = Math.min(Math.max(0, row), Math.max(0, this.#rows - 1));
    const at = this.#scroll();
    const top = this.#current * this.options.rowPx - at.top(this.element.scrollTop);
    if (top < 0 || top > this.element.clientHeight - this.options.rowPx) this.element.scrollTop = at.middle(this.#current);
    this.draw();
  }

  /** Makes a row the current one where it is. @param {number} row */
  choose(row) {
    this.#current = row;
    this.draw();
  }

  /** A row that has been loaded. @param {number} index */
  row(index) {
    const page = this.#pages.get(Math.floor(index / PAGE));
    return Array.isArray(page) ? page[index % PAGE] : undefined;
  }

  #scroll() { return scroll(this.#rows, this.options.rowPx, this.element.clientHeight); }

  #later() {
    if (this.#scheduled) return;
    this.#scheduled = true;
    requestAnimationFrame(() => {
      this.#scheduled = false;
      this.draw();
    });
  }

  draw() {
    const at = this.#scroll();
    const { scrollTop, clientHeight } = this.element;
    const { rowPx } = this.options;
    this.space.style.height = `${at.space}px`;
    const first = Math.max(0, Math.floor(at.top(scrollTop) / rowPx) - AROUND);
    const end = Math.min(this.#rows, Math.ceil((at.top(scrollTop) + clientHeight) / rowPx) + AROUND);
    const drawn = [];
    for (let index = first; index < end; index++) {
      const row = this.#wanted(index);
      const line = el("div", { class: `inspect-row${index === this.#current ? " current" : ""}`, role: "listitem" });
      line.style.transform = `translateY(${at.place(index, scrollTop).toFixed(1)}px)`;
      line.dataset.row = String(index);
      if (row) line.append(...this.options.render(row, index));
      drawn.push(line);
    }
    this.space.replaceChildren(...drawn);
  }

  /** A row, or nothing yet: then it is on its way. */
  #wanted(index) {
    const number = Math.floor(index / PAGE);
    const page = this.#pages.get(number);
    if (Array.isArray(page)) return page[index % PAGE];
    if (!page) {
      const loaded = this.options.load(number * PAGE, PAGE);
      this.#pages.set(number, loaded);
      if (Array.isArray(loaded)) return loaded[index % PAGE];
      const generation = this.#generation;
      loaded.then((rows) => {
        if (generation !== this.#generation) return;
        this.#pages.set(number, rows);
        this.#later();
      }, () => {
        // Who made the worker go away says so; the page is asked for again when it is seen again.
        if (generation === this.#generation) this.#pages.delete(number);
      });
    }
    return undefined;
  }

  #key(event) {
    if (event.target !== this.element) return;
    const page = Math.max(1, Math.floor(this.element.clientHeight / this.options.rowPx) - 1);
    const steps = { ArrowDown: 1, ArrowUp: -1, PageDown: page, PageUp: -page, Home: -Infinity, End: Infinity };
    const row = this.row(this.#current);
    if (row && this.options.key?.(event, row, this.#current)) return event.preventDefault();
    if (!(event.key in steps) || event.ctrlKey || event.metaKey || event.altKey) return undefined;
    event.preventDefault();
    const next = Math.min(Math.max(0, this.#current + steps[event.key]), Math.max(0, this.#rows - 1));
    const at = this.#scroll();
    const top = next * this.options.rowPx - at.top(this.element.scrollTop);
    this.#current = next;
    const { rowPx } = this.options;
    if (top < 0 || top > this.element.clientHeight - rowPx) {
      const isStep = Math.abs(steps[event.key]) === 1;
      this.element.scrollTop = isStep ? this.element.scrollTop + (top < 0 ? top : top - this.element.clientHeight + rowPx) : at.middle(next);
    }
    return this.draw();
  }

  close() { this.observer.disconnect(); }
}
