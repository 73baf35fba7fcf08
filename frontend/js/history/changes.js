// What changed between two versions of a project's files.
import { structuredPatch } from "diff";

/** Longer texts are not compared line by line, in characters. */
const COMPARED_CHARACTERS = 400_000;

/**
 * @typedef {{path: string, change: "added" | "changed" | "removed", hunks: {oldStart: number, newStart: number, lines: string[]}[] | null, added: number, removed: number}} Change
 * `hunks` is null where a file is no text, or too long to be compared.
 */

/**
 * What happened to each file from `before` to `after`; files that are the same are left out.
 * @param {Record<string, {text?: string, base64?: string}>} before @param {Record<string, {text?: string, base64?: string}>} after
 * @returns {Change[]}
 */
export function changes(before, after) {
  const paths = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
  return paths.flatMap((path) => {
    const [old, now] = [before, after].map((files) => (Object.hasOwn(files, path) ? files[path] : null));
    if (old && now && old.text === now.text && old.base64 === now.base64) return [];
    const change = old ? (now ? "changed" : "removed") : "added";
    const texts = [old, now].map((file) => (file ? file.text : ""));
    if (texts.some((text) => text === undefined) || texts[0].length + texts[1].length > COMPARED_CHARACTERS) {
      return [{ path, change, hunks: null, added: 0, removed: 0 }];
    }
    const patch = structuredPatch(path, path, texts[0], texts[1], "", "", { context: 3, timeout: 500 });
    const hunks = patch ? patch.hunks : null;
    const lines = hunks ? hunks.flatMap((hunk) => hunk.lines) : [];
    const count = (sign) => lines.filter((line) => line[0] === sign).length;
    return [{ path, change, hunks, added: count("+"), removed: count("-") }];
  });
}

/** "2 files differ: a.wat, b.txt", in few words. @param {Change[]} list */
export function summary(list) {
  if (!list.length) return "the same as now";
  const names = list.slice(0, 3).map(({ path }) => path).join(", ");
  const more = list.length > 3 ? ` and ${list.length - 3} more` : "";
  return `${list.length} ${list.length === 1 ? "file differs" : "files differ"}: ${names}${more}`;
}
