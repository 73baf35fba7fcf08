// Compare: what changes for hosts and users when the component in view takes another's place, and where its size differs.
import { el } from "./dom.js";
import { change, count, share, size, visibleLine } from "./text.js";
import { code } from "./world-tab.js";

const BREAKS = { hosts: "breaks hosts", users: "breaks users", nobody: "breaks nobody" };

export class CompareTab {
  /** @param {import("./inspect.js").Inspector} inspector */
  constructor(inspector) {
    this.inspector = inspector;
    this.result = el("div", { class: "compare-result", "data-testid": "compare-result" });
    this.element = el("div", { class: "compare-tab" }, el("div", { class: "inspect-tools" }, el("span", {}, "Compared with"), inspector.pickers("other")), this.result);
  }

  async show() {
    const { subject, other } = this.inspector.names();
    if (other === null) {
      this.result.replaceChildren(el("p", { class: "empty" },
        "Choose what stands there now: an earlier build of this project, a .wasm file of it, or a file from disk. You will see what changes for hosts and users when the component in view takes its place, and where the bytes went."));
      return;
    }
    const { world, why, sizes } = await this.inspector.differences();
    this.result.replaceChildren(
      el("p", { class: "compare-way" }, el("strong", {}, visibleLine(other)), " → ", el("strong", {}, visibleLine(subject))),
      ...(world ? this.#world(world) : [el("p", { class: "field-error" }, visibleLine(why))]),
      ...this.#sizes(sizes));
  }

  close() {}

  #world({ summary, interfaces, same_count: same }) {
    const rows = interfaces.map((item) => el("li", { class: `change breaks-${item.breaks}`, "data-testid": "world-change" },
      el("div", { class: "change-head" },
        el("span", { class: "tag" }, `${item.change} ${item.direction}`),
        el("code", {}, item.was_name ? `${visibleLine(item.was_name)} → ` : "", item.name === "$root" ? "the world itself" : visibleLine(item.name)),
        el("span", { class: `mark ${item.breaks}` }, BREAKS[item.breaks])),
      el("p", { class: "note" }, `${item.why}.`),
      item.functions.length + item.resources.length ? el("ul", {}, ...[...item.resources.map((one) => this.#resource(one)), ...item.functions.slice(0, 100).map((one) => this.#function(one))]) : null,
      item.functions.length > 100 ? el("p", { class: "note" }, `${count(item.functions.length - 100, "more function")} are not shown.`) : null));
    return [
      el("p", { class: "compare-summary", "data-testid": "compare-summary" }, summary),
      el("ul", { class: "changes" }, ...rows),
      el("p", { class: "note" }, `${count(same, "interface")} ${same === 1 ? "is" : "are"} the same in both.`),
    ];
  }

  #resource({ name, change: what }) {
    return el("li", {}, el("span", { class: `sign ${what}` }, SIGNS[what]), " ", el("code", {}, `resource ${visibleLine(name)}`));
  }

  #function({ name, change: what, was, now, difference }) {
    const line = (text, sign) => (text ? el("div", { class: `signature ${sign}` }, el("span", { class: "sign" }, SIGNS[sign]), el("code", {}, `${visibleLine(name)}: `, code(visibleLine(text), "wit"))) : null);
    return el("li", {}, line(was, "removed"), line(now, "added"), what === "changed" && difference ? el("p", { class: "why" }, visibleLine(difference)) : null);
  }

  #sizes({ was_bytes: was, now_bytes: now, sections, functions }) {
    const total = was === now ? `The same size: ${size(now)}.` : `${size(was)} → ${size(now)}: ${change(now - was)} (${now > was ? "+" : "−"}${share(Math.abs(now - was), was)}).`;
    const table = (title, rows) => (rows.length ? el("details", { open: true },
      el("summary", {}, `${title} `, el("span", { class: "note" }, count(rows.length, "difference"))),
      el("table", { class: "size-changes" },
        el("thead", {}, el("tr", {}, ...["Part", "Was", "Is", "Change"].map((text) => el("th", { scope: "col", text })))),
        el("tbody", {}, ...rows.map((row) => el("tr", {},
          el("td", {}, el("span", { class: "none" }, row.within.map((step) => `${visibleLine(step)} › `).join("")), el("span", { class: "mono" }, visibleLine(row.name))),
          el("td", { class: "number" }, row.was_bytes ? size(row.was_bytes) : "–"),
          el("td", { class: "number" }, row.now_bytes ? size(row.now_bytes) : "–"),
          el("td", { class: `number ${row.now_bytes > row.was_bytes ? "grew" : "shrank"}` }, change(row.now_bytes - row.was_bytes))))))) : null);
    return [el("h3", {}, "Size"), el("p", { "data-testid": "compare-size" }, total), table("Sections", sections), table("Functions", functions)].filter(Boolean);
  }
}

const SIGNS = { added: "+", removed: "−", changed: "~" };
