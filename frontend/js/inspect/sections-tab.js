// Sections: every section of every component and module, with what it says where that is decoded.
import { el } from "./dom.js";
import { grouped, share, size, visible, visibleLine } from "./text.js";

/** How many rows are in the table at first, and how many more one press brings. */
const ROWS = 400;
/** How many rows sections that are told together say. */
const FACTS = 60;
const CONTAINERS = ["component", "module"];
const SECTIONS = [...CONTAINERS, "section", "custom", "unread", "more"];

export class SectionsTab {
  constructor() {
    this.custom = el("input", { type: "checkbox", "data-testid": "custom-only", onchange: () => this.#draw() });
    this.bySize = el("input", { type: "checkbox", onchange: () => this.#draw() });
    this.single = el("input", { type: "checkbox", onchange: () => this.#draw() });
    this.body = el("tbody");
    this.rest = el("p", { class: "note" });
    this.element = el("div", { class: "sections-tab" },
      el("div", { class: "inspect-tools" },
        el("label", { class: "check" }, this.custom, "Custom sections only"),
        el("label", { class: "check" }, this.bySize, "The largest first"),
        el("label", { class: "check" }, this.single, "One by one")),
      el("table", { class: "sections", "data-testid": "sections" },
        el("thead", {}, el("tr", {}, ...["Section", "Holds", "At byte", "Size", "Share"].map((text) => el("th", { scope: "col", text })))),
        this.body),
      this.rest);
  }

  /** @param {import("./parts.js").Parts} parts */
  show(parts) {
    this.parts = parts;
    this.#draw();
  }

  close() {}

  #draw() {
    const { all } = this.parts;
    let rows = this.#inOrder().filter((at) => {
      const { kind, parent } = all[at];
      // Functions that are not listed are no section.
      return SECTIONS.includes(kind) && (kind !== "more" || CONTAINERS.includes(all[parent].kind));
    });
    this.#join(rows);
    rows = rows.filter((at) => this.joined.has(at));
    if (this.custom.checked) rows = rows.filter((at) => all[at].kind === "custom");
    if (this.bySize.checked) rows.sort((a, b) => this.joined.get(b).size_bytes - this.joined.get(a).size_bytes);
    this.body.replaceChildren();
    this.#add(rows);
  }

  /** Every part, what is in another right after it. */
  #inOrder() {
    const { all, inside } = this.parts;
    const order = [];
    const open = [0];
    while (open.length) {
      const at = open.pop();
      order.push(at);
      open.push(...[...inside[at]].sort((a, b) => all[b].offset_bytes - all[a].offset_bytes));
    }
    return order;
  }

  /** What each row tells: a part, or all sections of one kind in one component or module together. */
  #join(rows) {
    const { all } = this.parts;
    const firsts = new Map();
    this.joined = new Map();
    for (const at of rows) {
      const part = all[at];
      const first = part.kind === "section" && !this.single.checked ? `${part.parent} ${part.name}` : at;
      const before = this.joined.get(firsts.get(first));
      if (!before) {
        firsts.set(first, at);
        this.joined.set(at, { ...part, facts: [...(part.facts ?? [])], times: 1 });
      } else {
        before.times++;
        before.count += part.count;
        before.size_bytes += part.size_bytes;
        before.facts.push(...(part.facts ?? []).slice(0, FACTS - before.facts.length));
      }
    }
  }

  #add(rows) {
    this.body.append(...rows.slice(0, ROWS).map((at) => this.#row(at)));
    const left = rows.slice(ROWS);
    this.rest.replaceChildren();
    if (left.length) this.rest.append(el("button", { class: "small", onclick: () => this.#add(left) }, `Show more (${grouped(left.length)} left)`));
    else if (!this.body.children.length) this.rest.textContent = "There are no custom sections: whoever made this stripped them, or wrote none.";
  }

  #row(at) {
    const { parts } = this;
    const part = this.joined.get(at);
    const flat = this.custom.checked || this.bySize.checked;
    const depth = parts.way(at).length - 1;
    const where = flat && depth > 1 ? el("span", { class: "none" }, `${parts.way(at).slice(1, -1).map((step) => parts.label(step)).join(" › ")} › `) : null;
    const name = el("span", { class: part.kind === "custom" ? "mono" : CONTAINERS.includes(part.kind) ? "container" : "" }, parts.label(at));
    if (part.times > 1) name.append(el("span", { class: "note" }, ` × ${grouped(part.times)}`));
    const tag = part.kind === "custom" ? el("span", { class: "tag" }, "custom") : CONTAINERS.includes(part.kind) ? el("span", { class: "tag" }, parts.kind(at)) : null;
    const says = part.facts?.length || part.preview || part.meaning;
    const cell = says ? el("details", {}, el("summary", {}, where, name, " ", tag), this.#says(part)) : el("div", { class: "no-details" }, where, name, " ", tag);
    cell.style.marginLeft = `${flat ? 0 : Math.min(depth, 12) * 14}px`;
    return el("tr", { "data-testid": "section-row" },
      el("td", {}, cell),
      el("td", { class: "number" }, part.count && part.kind !== "custom" ? grouped(part.count) : ""),
      el("td", { class: "number mono" }, `0x${part.offset_bytes.toString(16)}`),
      el("td", { class: "number" }, size(part.size_bytes)),
      el("td", { class: "number" }, share(part.size_bytes, parts.all[0].size_bytes)));
  }

  /** What a section is for and says. */
  #says({ meaning, facts = [], preview, count: entries }) {
    const rows = facts.map(({ label, value }) => el("tr", {}, el("th", { scope: "row" }, visibleLine(label)), el("td", {}, visibleLine(value))));
    const more = entries > facts.length && facts.length ? el("p", { class: "note" }, `${grouped(entries - facts.length)} more are not shown.`) : null;
    return el("div", { class: "section-says" },
      meaning ? el("p", { class: "note" }, meaning) : null,
      rows.length ? el("table", { class: "facts mono" }, el("tbody", {}, ...rows)) : null,
      more,
      preview ? el("pre", { class: "guest", tabindex: "0" }, visible(preview)) : null);
  }
}
