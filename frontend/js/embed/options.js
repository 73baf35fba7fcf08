// What an embed's address asks for: which panes, engines, theme and file.

/** The panes, in the order in which they stand. */
export const PANES = ["source", "output", "trace"];
/** What the engines are called in addresses, and the order of their columns. */
export const ENGINES = ["browser", "wasmtime"];
export const THEMES = ["light", "dark", "auto"];

/** How short links are named: Crockford's base32 in lower case. */
export const SHORT_ID = /^[0-9a-hjkmnp-tv-z]{20}$/;

/**
 * @typedef {object} Options
 * @property {string[]} panes at least one of `PANES`
 * @property {string[]} engines of `ENGINES`
 * @property {string} theme one of `THEMES`
 * @property {string | null} file the file to show first
 */

/** Reads an address's query; what makes no sense is left at its default. @param {string} query @returns {Options} */
export function readOptions(query) {
  const parameters = new URLSearchParams(query);
  const wanted = (parameters.get("panes") ?? "").split(",").map((name) => name.trim());
  const panes = PANES.filter((name) => wanted.includes(name));
  const engine = parameters.get("engine");
  const theme = parameters.get("theme");
  return {
    panes: panes.length ? panes : PANES,
    engines: ENGINES.includes(engine) ? [engine] : ENGINES,
    theme: THEMES.includes(theme) ? theme : "auto",
    file: parameters.get("file"),
  };
}

/**
 * Where a project comes from, by the address of its embed.
 * @param {{pathname: string, hash: string}} address
 * @returns {{id: string} | {fragment: string} | {why: string}}
 */
export function sourceOf({ pathname, hash }) {
  const name = /\/embed\/([^/]*)$/.exec(pathname)?.[1] ?? "";
  if (name !== "" && name !== "index.html") {
    return SHORT_ID.test(name) ? { id: name } : { why: "this is no short link: its name has 20 letters and digits" };
  }
  const fragment = hash.replace(/^#/, "");
  return fragment === "" ? { why: "the address names no project: a link goes after the #, or a short link’s name after /embed/" } : { fragment };
}
