// How sizes and hostile names are written in the Inspect view, as elsewhere on the page.

const DECEIVING = /[\u0000-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\u{e0000}-\u{e007f}]/gu;

function shown(character) {
  const code = character.codePointAt(0);
  if (code < 0x20) return String.fromCodePoint(0x2400 + code);
  if (code === 0x7f) return "\u2421";
  return `⟨U+${code.toString(16).toUpperCase().padStart(4, "0")}⟩`;
}

/** One line of a guest's text with everything that could deceive made visible. @param {string} text */
export const visibleLine = (text) => text.replace(DECEIVING, shown);

/** The same for more lines: newlines and tabs stay. @param {string} text */
export const visible = (text) => text.replace(DECEIVING, (character) => ("\n\t".includes(character) ? character : shown(character)));

const digits = (value) => (value < 10 ? value.toFixed(2) : value < 100 ? value.toFixed(1) : value.toFixed(0));

/** A size with a binary unit: `512 B`, `64.0 KiB`, `1.25 MiB`. @param {number} bytes */
export function size(bytes) {
  if (bytes < 1024) return `${bytes} B`;
  if (bytes < 1024 ** 2) return `${digits(bytes / 1024)} KiB`;
  return `${digits(bytes / 1024 ** 2)} MiB`;
}

/** A part of a whole: `12.5 %`, `< 0.1 %`. */
export function share(part, whole) {
  const percent = whole ? (100 * part) / whole : 0;
  return percent > 0 && percent < 0.1 ? "< 0.1 %" : `${percent.toFixed(1)} %`;
}

/** `+1.25 KiB`, `−64 B`. @param {number} bytes */
export const change = (bytes) => `${bytes < 0 ? "−" : "+"}${size(Math.abs(bytes))}`;

/** `1 call`, `2,000 calls`. */
export const count = (number, noun) => `${grouped(number)} ${noun}${number === 1 ? "" : "s"}`;

/** @param {number} number */
export const grouped = (number) => String(number).replace(/\B(?=(\d{3})+$)/g, ",");
