// Elements for the Inspect view. Text only ever becomes text: names in a binary can be anything.

/**
 * @param {string} tag
 * @param {Record<string, any>} [attributes] `on…` are listeners, `text` is the content; `null` and `false` leave out
 * @param {...(Node | string | null)} children
 * @returns {HTMLElement}
 */
export function el(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (name === "text") element.textContent = value;
    else if (name === "style") element.style.cssText = value;
    else element.setAttribute(name, value === true ? "" : String(value));
  }
  element.append(...children.filter((child) => child !== null));
  return element;
}

/** What happens next to an element that a key moves to. */
export function focusInside(parent, selector) {
  parent.querySelector(selector)?.focus();
}

/** Moves the keyboard up and down a column of elements. @returns whether the key was one of those */
export function moveInColumn(event, elements) {
  const at = elements.indexOf(document.activeElement);
  const last = elements.length - 1;
  const next = { ArrowDown: Math.min(at + 1, last), ArrowUp: Math.max(at - 1, 0), Home: 0, End: last }[event.key];
  if (next === undefined || last < 0) return false;
  event.preventDefault();
  elements[next].focus();
  return true;
}
