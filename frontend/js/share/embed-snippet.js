// The HTML that shows a project on another site's page.
import { embedAddress } from "../embed/addresses.js";

/** What the frame may do: run its own scripts and open Diptych, and not take the page elsewhere. */
const SANDBOX = "allow-scripts allow-same-origin allow-popups allow-popups-to-escape-sandbox";
/** How high a frame is that cannot say how high it would be, in pixels. */
const HEIGHT = 480;

/**
 * @param {string} address of the project in the workbench
 * @param {string} title the project's, which can be anything
 * @param {{panes: string, theme: string}} wishes empty where the default will do
 * @returns {{preview: string, frame: string, script: string}} the embed's address; a frame; and what the script makes one of
 */
export function snippets(address, title, wishes) {
  const server = new URL(".", address.split("#", 1)[0]);
  const preview = embedAddress(address, server, wishes).href;
  const name = escaped(title.replace(/\s+/g, " ").trim() || "A component to run, in Diptych");
  const frame = `<iframe src="${escaped(preview)}" title="${name}" width="100%" height="${HEIGHT}" style="border: 0" loading="lazy" sandbox="${SANDBOX}"></iframe>`;
  const wished = Object.entries(wishes).filter(([, value]) => value !== "").map(([key, value]) => ` data-${key}="${escaped(value)}"`);
  const script = `<div data-diptych="${escaped(address)}" data-title="${name}"${wished.join("")}></div>\n<script src="${escaped(new URL("embed.js", server).href)}" defer></script>`;
  return { preview, frame, script };
}

/** Text inside a quoted attribute. */
const escaped = (text) => text.replaceAll("&", "&amp;").replaceAll('"', "&quot;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
