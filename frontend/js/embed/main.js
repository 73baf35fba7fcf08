// The embed's entry: reads the address, shows the project, and loads engines only when something is to be run.
import { el } from "../inspect/dom.js";
import { visibleLine } from "../inspect/text.js";
import { once } from "../once.js";
import { readOptions, sourceOf, THEMES } from "./options.js";
import { answerParent } from "./parent.js";
import { fromFragment, fromShortLink, glance } from "./project.js";
import { EmbedView } from "./view.js";

const host = document.querySelector("main");
const options = readOptions(location.search);
const loaders = { run: once(() => import("./run.js")), results: once(() => import("./results.js")) };
/** @type {EmbedView | null} */
let view = null;
let isFocusWanted = false;

function setTheme(theme) {
  document.documentElement.dataset.theme = theme;
}

async function show() {
  const source = sourceOf(location);
  try {
    if (source.why) throw new Error(source.why);
    const project = await (source.id ? fromShortLink(source.id) : fromFragment(source.fragment));
    const address = source.id ? `s/${source.id}` : `./#${source.fragment}`;
    document.title = `${visibleLine(glance(project).title) || "Untitled"} · Diptych`;
    view = new EmbedView(host, { project, address, options, loaders });
    if (isFocusWanted) view.focus();
  } catch (error) {
    host.replaceChildren(
      el("p", { class: "bad", role: "alert", "data-testid": "unopened", text: `This project could not be opened: ${visibleLine(error.message)}.` }),
      el("p", {}, el("a", { class: "open", target: "_blank", rel: "noopener", href: "./", text: "Diptych" })));
  }
  host.setAttribute("aria-busy", "false");
}

setTheme(options.theme);
answerParent({
  themes: THEMES,
  onTheme: setTheme,
  onFocus() {
    isFocusWanted = true;
    view?.focus();
  },
});
addEventListener("hashchange", show);
await show();
