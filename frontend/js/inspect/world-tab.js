// World: what the component asks for and offers, as a tree with docs, and as WIT.
import { el } from "./dom.js";
import { pieces } from "./highlight.js";
import { count, grouped, visible, visibleLine } from "./text.js";
import { VirtualList } from "./virtual-list.js";

/** How many functions of an interface are listed at once. */
const FUNCTIONS = 200;
const ROOT = "$root";

export class WorldTab {
  constructor() {
    this.tree = el("div", { class: "world-tree", "data-testid": "world-tree" });
    this.lines = [];
    this.wit = new VirtualList({
      rowPx: 18, label: "The world as WIT", testid: "world-wit",
      load: (first, number) => this.lines.slice(first, first + number),
      render: (line) => [code(line, "wit")],
    });
    this.element = el("div", { class: "world-tab" }, this.tree, el("section", { class: "world-wit", "aria-label": "WIT" }, this.wit.element));
  }

  /** @param {any} inspection */
  show(inspection) {
    const isModule = inspection.kind === "core-module";
    const exported = new Map();
    for (const item of inspection.exports) {
      const name = item.interface ?? ROOT;
      exported.set(name, [...(exported.get(name) ?? []), item.signature]);
    }
    this.tree.replaceChildren(...(isModule
      ? [el("p", { class: "empty" }, "This is a core module: it has no world. The tab Sections lists its imports and exports."), el("p", { class: "note" }, inspection.missing ?? "")]
      : [
        branch("Imports", "what it asks its host for", inspection.imports.map(({ name, functions, resources, supplied, from }) =>
          face(name, functions, { resources, note: supplied ? null : "no host here supplies it", from })),
        "It imports nothing: it runs anywhere, and can reach nothing."),
        branch("Exports", "what it offers", [...exported].map(([name, functions]) => face(name, functions, {})),
          "It exports no functions: there is nothing to call."),
      ]));
    this.lines = visible(inspection.wit || "// A core module has no world.").split("\n");
    this.wit.reset(this.lines.length);
  }

  close() { this.wit.close(); }
}

/** A line of text in its colours. @param {string} line @param {"wat" | "wit"} language */
export function code(line, language) {
  const found = pieces(line, language).map(([kind, text]) => (kind ? el("span", { class: `t-${kind}` }, text) : text));
  return el("span", { class: "code" }, ...found);
}

function branch(title, about, faces, empty) {
  return el("section", { "data-testid": `world-${title.toLowerCase()}` },
    el("h3", {}, title, " ", el("span", { class: "note" }, about)),
    ...(faces.length ? faces : [el("p", { class: "empty" }, empty)]));
}

/** An interface, or the world's own functions. */
function face(name, functions, { resources = [], note = null, from = [] }) {
  const list = el("ul", { class: "world-functions" });
  const fill = () => {
    if (list.children.length) return;
    list.append(...resources.map((resource) => el("li", {}, el("code", {}, el("span", { class: "t-keyword" }, "resource"), ` ${visibleLine(resource)}`))));
    more(list, functions);
  };
  const title = name === ROOT ? "the world itself" : visibleLine(name);
  const details = el("details", { ontoggle: fill },
    el("summary", {}, el("span", { class: "mono" }, title), " ", el("span", { class: "note" }, count(functions.length, "function")),
      note ? el("span", { class: "tag" }, note) : null),
    from.length ? el("p", { class: "note" }, `taken by ${from.map(visibleLine).join(", ")}`) : null,
    list);
  if (functions.length + resources.length <= 12) {
    details.open = true;
    fill();
  }
  return details;
}

/** The next functions of an interface. */
function more(list, functions) {
  for (const { name, wit, docs } of functions.slice(0, FUNCTIONS)) {
    list.append(el("li", { "data-testid": "world-function" },
      docs ? el("p", { class: "docs" }, visible(docs.trim())) : null,
      el("code", {}, el("span", { class: "t-name" }, visibleLine(name)), ": ", code(visibleLine(wit), "wit"))));
  }
  const left = functions.slice(FUNCTIONS);
  if (left.length) {
    const button = el("button", { class: "small", onclick: () => { button.parentElement.remove(); more(list, left); } }, `Show more (${grouped(left.length)} left)`);
    list.append(el("li", {}, button));
  }
}
