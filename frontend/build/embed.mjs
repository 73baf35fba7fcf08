// The page for frames of other sites: its shell with the addresses of what it loads.

/**
 * @param {string} shell embed.html
 * @param {{styles: string, entry: string, preloads: string[], fill: (html: string, placeholder: string, content: string) => string}} parts
 *   names in assets/, which lie beside the folder that the page is in: its base is the site
 */
export function embedHtml(shell, { styles, entry, preloads, fill }) {
  const head = [
    `<link rel="stylesheet" href="assets/${styles}">`,
    ...preloads.map((name) => `<link rel="modulepreload" href="assets/${name}">`),
  ];
  return fill(fill(shell, "<!-- styles -->", head.join("\n")), "<!-- entry -->", `<script type="module" src="assets/${entry}"></script>`);
}
