// A link as a badge in Markdown.

/**
 * Markdown (CommonMark) that shows the site's badge and leads to `address`.
 * @param {string} address the project's link @param {string} title the project's title, which can be anything
 */
export function badge(address, title, site = address) {
  const image = new URL("badge.svg", site.split("#", 1)[0]).href;
  return `[![${escaped(`Run ${title || "this component"} in Diptych`)}](${image})](${address})`;
}

/** Text that Markdown shows as it is: every ASCII punctuation may be escaped (CommonMark 2.4). */
function escaped(text) {
  return text.replace(/\s+/g, " ").replace(/[!-/:-@[-`{-~]/g, "\\$&");
}
