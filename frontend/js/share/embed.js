// The share dialog's section on showing the project on another site's page.
import { PANES, THEMES } from "../embed/options.js";
import { el } from "../inspect/dom.js";
import { snippets } from "./embed-snippet.js";

const PANE_NAMES = { source: "Source", output: "Output", trace: "Host calls" };
const THEME_NAMES = { auto: "as the reader’s system", light: "light", dark: "dark" };
const FORMS = { frame: "a frame", script: "a script, which fits height and theme" };

/**
 * @param {{address: string, title: string}} link
 * @param {(words: string, text: () => string, attributes: Record<string, string>) => HTMLElement} copyButton
 */
export function embedSection({ address, title }, copyButton) {
  const panes = Object.fromEntries(PANES.map((name) => [name, el("input", { type: "checkbox", checked: true, onchange: draw, "data-testid": `share-pane-${name}` })]));
  const choice = (label, names, testid) => el("select", { "aria-label": label, onchange: draw, "data-testid": testid }, ...Object.entries(names).map(([value, text]) => el("option", { value, text })));
  const theme = choice("Theme", Object.fromEntries(["auto", ...THEMES.filter((name) => name !== "auto")].map((name) => [name, THEME_NAMES[name]])), "share-theme");
  const form = choice("Form", FORMS, "share-form");
  const snippet = el("textarea", { class: "mono", readonly: true, rows: 3, "aria-label": "HTML to embed", "data-testid": "share-embed", onfocus: ({ target }) => target.select() });
  const preview = el("a", { target: "_blank", rel: "noopener", "data-testid": "share-preview", text: "Preview" });

  function draw() {
    const chosen = PANES.filter((name) => panes[name].checked);
    const wishes = {
      panes: chosen.length === PANES.length || chosen.length === 0 ? "" : chosen.join(","),
      theme: theme.value === "auto" ? "" : theme.value,
    };
    const made = snippets(address, title, wishes);
    snippet.value = made[form.value];
    preview.href = made.preview;
  }
  draw();
  return el("details", { class: "share-embed" },
    el("summary", { "data-testid": "share-embed-open", text: "Embed in a page" }),
    el("fieldset", { class: "plain share-choices" },
      el("legend", { class: "note", text: "It shows" }),
      ...PANES.map((name) => el("label", {}, panes[name], ` ${PANE_NAMES[name]}`))),
    el("div", { class: "share-choices" }, el("label", {}, "Theme ", theme), el("label", {}, "As ", form)),
    snippet,
    el("div", { class: "share-row" },
      el("span", { class: "note" }, preview, ". Nothing is loaded to run it before somebody presses Run."),
      copyButton("Copy HTML", () => snippet.value, { class: "small", "data-testid": "share-embed-copy" })));
}
