// The bar above the comparison of a project that came from a short link: what its author saw, then and now.
import { el } from "../inspect/dom.js";
import { visibleLine } from "../inspect/text.js";
import { copyText } from "../page.js";
import { addressOf } from "./api.js";
import { engineOf } from "./lines.js";
import { noteOrigin } from "./mine.js";

const ENGINES = ["browser", "wasmtime"];
const day = (seconds) => new Date(seconds * 1000).toLocaleString(undefined, { dateStyle: "medium", timeStyle: "short" });

/**
 * @param {HTMLElement} host
 * @param {{link: any, lines: import("./lines.js").Lines}} opened
 * @param {string} project the id of the project that it is opened as
 * @param {{show: (left: string[], right: string[], leftLabel: string, rightLabel: string) => void, run: () => void}} page
 */
export function createBar(host, { link, lines: then }, project, page) {
  noteOrigin(project, link.id);
  let now = { browser: [], wasmtime: [] };
  let isRunning = false;
  let view = "then";
  const hasThen = ENGINES.some((engine) => then[engine].length > 0);

  /** What can be shown: name, words, left and right lines with their labels. */
  const views = () => [
    hasThen && { name: "then", words: "Author’s run", left: [then.browser, "browser"], right: [then.wasmtime, "wasmtime"] },
    hasNow() && { name: "now", words: "Your run", left: [now.browser, "browser"], right: [now.wasmtime, "wasmtime"] },
    ...ENGINES.map((engine) => then[engine].length > 0 && now[engine].length > 0 && {
      name: `${engine}-then-and-now`, words: `${engine}, then and now`,
      left: [then[engine], `${engine} then`], right: [now[engine], `${engine} now`],
    }),
  ].filter(Boolean);
  const hasNow = () => ENGINES.some((engine) => now[engine].length > 0);

  function choose(chosen) {
    view = chosen.name;
    render();
    page.show(chosen.left[0], chosen.right[0], chosen.left[1], chosen.right[1]);
  }

  function render() {
    const title = link.content.title || "";
    const copy = el("button", { class: "small", "data-testid": "link-copy", text: "Copy link" });
    copy.addEventListener("click", async () => {
      copy.textContent = (await copyText(addressOf(link.id))) ? "Copied" : addressOf(link.id);
    });
    const parent = link.content.parent;
    const facts = el("p", { class: "note" },
      el("strong", { "data-testid": "link-title", text: title ? visibleLine(title) : "A published project" }),
      ` · published ${day(link.created_at)}`,
      link.expires_at ? ` · expires ${day(link.expires_at)}` : "",
      hasThen ? " · with what its author saw" : " · without results",
      parent ? " · " : null,
      parent ? el("a", { href: addressOf(parent), target: "_blank", rel: "noopener", "data-testid": "link-parent", text: "forked from another link" }) : null);
    const description = link.content.description ? el("p", { "data-testid": "link-description", text: link.content.description }) : null;
    const group = el("div", { class: "segments", role: "group", "aria-label": "Which runs to compare" },
      ...views().map((entry) => el("button", {
        class: "small", "aria-pressed": String(view === entry.name), disabled: isRunning, "data-testid": `link-view-${entry.name}`,
        onclick: () => choose(entry), text: entry.words,
      })));
    const run = el("button", { class: "small primary", "data-testid": "link-run", disabled: isRunning, onclick: () => page.run(), text: hasNow() ? "Run again" : hasThen ? "Run it here" : "Run it" });
    const changed = changedEngines();
    host.replaceChildren(el("div", { class: "link-bar", role: "region", "aria-label": "The link" },
      facts, description ?? "",
      el("div", { class: "link-actions" }, group, run, copy),
      changed ? el("p", { class: "note", role: "status", "data-testid": "link-versions", text: changed }) : ""));
  }

  /** Engines that are of another version now. */
  function changedEngines() {
    const pairs = ENGINES.map((engine) => [engineOf(then[engine]), engineOf(now[engine])]);
    const changed = pairs.filter(([before, after]) => before && after && before !== after).map(([before, after]) => `${before} then, ${after} now`);
    return changed.length ? `Other engines than the author’s: ${changed.map(visibleLine).join("; ")}.` : "";
  }

  render();
  return {
    began() {
      now = { browser: [], wasmtime: [] };
      isRunning = true;
      view = "now";
      render();
    },
    heard(engine, line) {
      now[ENGINES[engine]].push(line);
    },
    ended() {
      isRunning = false;
      // What was cut off has no report to be shown again.
      for (const engine of ENGINES) if (engineOf(now[engine]) === "") now[engine] = [];
      render();
    },
    remove: () => host.replaceChildren(),
  };
}
