// A button that copies a text and says that it did.
import { el } from "../inspect/dom.js";
import { copyText } from "../page.js";

/** How long a button says that it copied. */
const SAID_MS = 2_000;

/** @param {string} words @param {string | (() => string)} text what is copied @param {Record<string, any>} attributes */
export function copyButton(words, text, attributes) {
  const button = el("button", { ...attributes, text: words });
  button.addEventListener("click", async () => {
    button.textContent = (await copyText(typeof text === "function" ? text() : text)) ? "Copied" : "Select it and copy by hand";
    setTimeout(() => { button.textContent = words; }, SAID_MS);
  });
  return button;
}
