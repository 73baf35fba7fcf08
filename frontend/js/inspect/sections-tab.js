// Sections: every section of every component and module, with what it says where that is decoded.
import { el } from "./dom.js";
import { grouped, share, size, visible, visibleLine } from "./text.js";

/** How many rows are in the table at first, and how many more one press brings. */
const ROWS = 400;
const CONTAINERS = ["component", "module"];
const SECTIONS = [...CONTAINERS, "section", "custom", "unread", "more"];

export class SectionsTab {
  constructor() {
    this.custom = el("input", { type: "checkbox", "data-testid": "custom-only", onchange: () => this.#draw() });
    this.bySize = el("input", { type: "checkbox", onchange: () => this.#draw() });
    this.body = el("tbody");
    this.rest = el("p", { class: "note" });
    this.element = el("div", { class: "sections-tab" },
      el("div", { class: "inspect-tools" },
        el("label", { class: "check" }, this.custom, "Custom sections only"),
        el("label", { class: "check" }, this.bySize, "The largest first")),
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
    let rows = all.map((_, at) => at).filter((at) => {
      const { kind, parent } = all[at];
      // Functions that are not listed are no section.
      return SECTIONS.includes(kind) && (kind !== "more" || CONTAINERS.includes(all[parent].kind));
    });
    if (this.custom.checked) rows = rows.filter((at) => all[at].kind === "custom");
    if (this.bySize.checked) rows.sort((a, b) => all[b].size_bytes - all[a].size_bytes);
    this.body.replaceChildren();
    this.#add(rows);
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
    const part = parts.all[at];
    const flat = this.custom.checked || this.bySize.checked;
    const depth = parts.way(at).length - 1;
    const where = flat && depth > 1 ? el("span", { class: "none" }, `${parts.way(at).slice(1, -1).map((step) => parts.label(step)).join(" › ")} › `) : null;
    const name = el("span", { class: part.kind === "custom" ? "mono" : CONTAINERS.includes(part.kind) ? "container" : "" }, parts.label(at));
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
