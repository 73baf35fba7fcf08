// embed.js, for documentation sites: turns links to projects into frames, and code blocks into runnable ones.
//
// The server is where the script came from. Everything is made when it comes into view, and nothing runs unasked.
import { embedAddress } from "./addresses.js";
import { isRunnable, languageOf, projectOf } from "./code-block.js";
import { encodeLink } from "./link.js";

/** What becomes a frame, and what gets a button. */
const FRAMES = "[data-diptych], a.diptych";
const BLOCKS = ".diptych:not(a)";
/** A frame is made this much before it comes into view. */
const AHEAD = "300px";
/** A frame is this high until it says how high it is, and never higher than the other. */
const FIRST_HEIGHT_PX = 240;
const MOST_HEIGHT_PX = 4_000;
/** Backgrounds darker than this (relative luminance, WCAG 2.2) are dark. */
const DARK = 0.2;
/** What a page's theme is told by, on `html` and `body`. */
const THEME_ATTRIBUTES = ["class", "style", "data-theme", "data-md-color-scheme", "data-bs-theme"];
/** It may run scripts of its own origin and open Diptych; it may not take this page elsewhere. */
const SANDBOX = "allow-scripts allow-same-origin allow-popups allow-popups-to-escape-sandbox";

// A script may stand on a page twice.
const script = document.currentScript;
if (script?.src && !globalThis.diptychEmbed) {
  globalThis.diptychEmbed = { server: new URL(".", script.src).href };
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", () => start(new URL(".", script.src)), { once: true });
  else start(new URL(".", script.src));
}

/** @param {URL} server */
function start(server) {
  const seen = new WeakSet();
  /** @type {Map<HTMLIFrameElement, {wishing: HTMLElement, isFixed: boolean}>} `wishing`: whose theme a frame has */
  const frames = new Map();

  const watcher = new IntersectionObserver((entries) => {
    for (const { isIntersecting, target } of entries) {
      if (!isIntersecting) continue;
      watcher.unobserve(target);
      fill(target);
    }
  }, { rootMargin: AHEAD });

  function scan() {
    for (const element of document.querySelectorAll(FRAMES)) {
      if (seen.has(element)) continue;
      seen.add(element);
      watcher.observe(element);
    }
    for (const element of document.querySelectorAll(BLOCKS)) {
      if (!seen.has(element)) addButton(element);
      seen.add(element);
    }
  }

  /** A link comes into view: its frame takes its place, or stands in it. */
  function fill(element) {
    const link = element.dataset.diptych ?? element.href;
    const address = embedAddress(link, server, { ...element.dataset, theme: themeOf(element) });
    if (!address) return console.warn(`Diptych: this is no link to a project on ${server.href}:`, link);
    const frame = makeFrame(address, element.dataset.title ?? (element.textContent.trim() || "A component to run, in Diptych"), element);
    if (element.matches("a")) element.replaceWith(frame);
    else element.replaceChildren(frame);
  }

  /** A code block gets a button, whose frame has the code to change and run. */
  function addButton(element) {
    const code = element.matches("code") ? element : element.querySelector("code") ?? element;
    const around = [...new Set([code, element, code.closest("pre"), code.closest("[class*='lang']")])].filter(Boolean);
    const language = around.map(({ classList }) => languageOf(classList)).find(Boolean) ?? null;
    if (!isRunnable(language)) return console.warn(`Diptych: a block in ${language ?? "no language"} cannot be run by itself: link to a project`);
    const block = code.closest(".playground") ?? code.closest("pre") ?? element;
    const wishes = { ...block.dataset, ...element.dataset, ...code.dataset };
    const button = Object.assign(document.createElement("button"), { type: "button", className: "diptych-run", textContent: "Run in Diptych" });
    button.style.margin = "8px 0";
    button.addEventListener("click", () => {
      const address = embedAddress(encodeLink(projectOf(language, code.textContent, wishes)), server, { ...wishes, theme: themeOf(element) });
      const frame = makeFrame(address, wishes.title ?? "This example in Diptych", element, true);
      button.replaceWith(frame);
      frame.focus();
    });
    block.after(button);
  }

  /** @param {URL} address @param {string} title @param {HTMLElement} wishing whose wishes it has @param {boolean} [focus] */
  function makeFrame(address, title, wishing, focus = false) {
    const frame = document.createElement("iframe");
    const fixed = Number.parseInt(wishing.dataset.height ?? "", 10);
    Object.assign(frame, { src: address.href, title, loading: "lazy", referrerPolicy: "no-referrer", className: "diptych-frame" });
    frame.setAttribute("sandbox", SANDBOX);
    Object.assign(frame.style, { display: "block", width: "100%", height: `${fixed > 0 ? Math.min(fixed, MOST_HEIGHT_PX) : FIRST_HEIGHT_PX}px`, border: "0", margin: "8px 0" });
    frame.addEventListener("load", () => hello(frame, focus));
    frames.set(frame, { wishing, isFixed: fixed > 0 });
    return frame;
  }

  const hello = (frame, focus = false) =>
    frame.contentWindow?.postMessage({ diptych: "hello", theme: themeOf(frames.get(frame).wishing), focus }, server.origin);

  addEventListener("message", ({ origin, source, data }) => {
    if (origin !== server.origin || data?.diptych !== "height" || !Number.isFinite(data.height)) return;
    for (const [frame, { isFixed }] of frames) {
      if (frame.contentWindow !== source || isFixed) continue;
      frame.style.height = `${Math.min(Math.max(data.height, 0), MOST_HEIGHT_PX)}px`;
    }
  });

  function themesMayHaveChanged() {
    for (const frame of frames.keys()) {
      if (frame.isConnected) hello(frame);
      else frames.delete(frame);
    }
  }
  const themes = new MutationObserver(themesMayHaveChanged);
  for (const root of [document.documentElement, document.body]) themes.observe(root, { attributes: true, attributeFilter: THEME_ATTRIBUTES });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", themesMayHaveChanged);

  scan();
  // Sites that change pages without loading them.
  let isDue = false;
  new MutationObserver(() => {
    if (isDue) return;
    isDue = true;
    requestAnimationFrame(() => {
      isDue = false;
      scan();
    });
  }).observe(document.body, { childList: true, subtree: true });
}

/** What the element wishes, or what its page looks like there. @param {HTMLElement} element */
function themeOf(element) {
  const wished = element.dataset.theme;
  if (["light", "dark", "auto"].includes(wished)) return wished;
  // A frame may have taken the element's place.
  for (let at = element.isConnected ? element : document.body; at; at = at.parentElement) {
    const background = getComputedStyle(at).backgroundColor;
    const [red, green, blue, alpha = 1] = background.match(/[\d.]+/g)?.map(Number) ?? [0, 0, 0, 0];
    // Colours of other spaces are not worked out.
    if (!background.startsWith("rgb")) return "auto";
    if (alpha < 0.5) continue;
    const [r, g, b] = [red, green, blue].map((value) => (value / 255 <= 0.04045 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b < DARK ? "dark" : "light";
  }
  return "auto";
}
