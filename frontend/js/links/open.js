// Opening a short link: its project, and what its author saw.
import { read } from "./api.js";
import { linesOf } from "./lines.js";
import { copiesOf } from "./mine.js";

/**
 * @param {string} id
 * @returns {Promise<{link: any, project: any, copies: string[], lines: import("./lines.js").Lines}>} `copies` are the
 *   projects of this browser that came from this link, the newest first
 */
export async function openLink(id) {
  const link = await read(id);
  const lines = linesOf(link.content.reports ?? []);
  return { link, project: link.content.project, copies: copiesOf(id), lines };
}
