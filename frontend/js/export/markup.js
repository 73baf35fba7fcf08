// HTML as text: everything that is put in is escaped, and what could deceive in it is made visible.
import { visible } from "../inspect/text.js";

const ENTITIES = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };

/** HTML that is put in as it is. */
class Markup {
  constructor(text) {
    this.text = text;
  }
}

/** Text as HTML shows it word for word. @param {unknown} text */
const escaped = (text) => visible(String(text)).replace(/[&<>"']/g, (character) => ENTITIES[character]);

function put(value) {
  if (value instanceof Markup) return value.text;
  if (Array.isArray(value)) return value.map(put).join("");
  return value === null || value === undefined || value === false ? "" : escaped(value);
}

/** A template whose values are escaped, unless they are themselves of such a template. */
export const html = (strings, ...values) => new Markup(strings.reduce((text, string, index) => text + put(values[index - 1]) + string));

/** What this program wrote itself. @param {string} text */
export const trusted = (text) => new Markup(text);

/** JSON inside a `script` element, which nothing in it can end. @param {string} text */
export const jsonInScript = (text) => text.replace(/[<\u2028\u2029]/g, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`);
