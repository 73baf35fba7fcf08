// Loads the editor's bundle and style sheet on first use, behind the page's first paint.
import { asset } from "../assets.js";
import { once } from "../once.js";

/** @returns {Promise<typeof import("./editor.js")>} */
export const loadEditor = once(async () => {
  const styles = Object.assign(document.createElement("link"), { rel: "stylesheet", href: asset(__EDITOR_STYLES__).href });
  const styled = new Promise((resolve, reject) => {
    styles.onload = resolve;
    styles.onerror = () => reject(new Error("the editor's styles could not be loaded: check the connection and reload the page"));
  });
  document.head.append(styles);
  const [editor] = await Promise.all([import(asset(__EDITOR__).href), styled]);
  return editor;
});
