// Addresses of embeds: from whatever links to a project on a server, and with what a page wishes.
import { SHORT_ID } from "./options.js";

/** What an embed's query can say, see `options.js`. */
const WISHES = ["panes", "engine", "theme", "file"];

/**
 * The embed of a link.
 * @param {string} link a whole address on the server, a fragment with `#` or without, or a short link's name
 * @param {URL} server where it is served, ending with `/`
 * @param {Record<string, string | undefined>} [wishes] `panes`, `engine`, `theme`, `file`
 * @returns {URL | null} nothing where it is no link of this server's
 */
export function embedAddress(link, server, wishes = {}) {
  const target = targetOf(link.trim(), server);
  if (!target) return null;
  const address = new URL(target.id ? `embed/${target.id}` : "embed/", server);
  for (const name of WISHES) if (wishes[name]) address.searchParams.set(name, wishes[name]);
  if (target.fragment) address.hash = target.fragment;
  return address;
}

/** @returns {{id: string} | {fragment: string} | null} */
function targetOf(link, server) {
  const bare = link.replace(/^#/, "");
  if (/^v\d+\./.test(bare)) return { fragment: bare };
  if (SHORT_ID.test(link)) return { id: link };
  let address;
  try {
    address = new URL(link, server);
  } catch {
    return null;
  }
  if (address.origin !== server.origin || !address.pathname.startsWith(server.pathname)) return null;
  const path = address.pathname.slice(server.pathname.length);
  const id = /^(?:s|embed)\/(.+)$/.exec(path)?.[1];
  if (id !== undefined) return SHORT_ID.test(id) ? { id } : null;
  const fragment = address.hash.slice(1);
  return ["", "index.html", "embed", "embed/"].includes(path) && /^v\d+\./.test(fragment) ? { fragment } : null;
}
