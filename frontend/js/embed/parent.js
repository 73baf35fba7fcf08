// Speaking with the page that holds this frame: it may say which theme it has, and hears how high the content is.

/**
 * Answers a parent that says hello, and nobody else. What it can say is bounded to what is harmless from anyone: who may
 * frame this page is the operator's to say.
 * @param {{onTheme: (theme: string) => void, onFocus: () => void, themes: string[]}} hears
 */
export function answerParent({ onTheme, onFocus, themes }) {
  if (parent === window) return;
  /** Where the height is told: the origin that asked. @type {string | null} */
  let told = null;
  const tell = () => {
    if (told === null) return;
    parent.postMessage({ diptych: "height", height: Math.ceil(document.body.getBoundingClientRect().height) }, told);
  };
  addEventListener("message", ({ source, origin, data }) => {
    if (source !== parent || data?.diptych !== "hello") return;
    if (themes.includes(data.theme)) onTheme(data.theme);
    if (data.focus === true) onFocus();
    // A page without an origin cannot be told apart from others.
    if (origin === "null") return;
    told = origin;
    tell();
  });
  new ResizeObserver(tell).observe(document.body);
}
