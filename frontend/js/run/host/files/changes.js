// What a run did to its files, as the report tells it.
import { byUtf8 } from "../order.js";
import { requestPath } from "./tree.js";

/** The most changes that are told one by one (`file-changes`). */
const FILE_CHANGES = 10_000;

/**
 * What differs from `before`, by path. In that order, content is kept where it fits into what is
 * left of `fileBytes`.
 * @param {import("./tree.js").Node} root the files after the run
 * @param {Record<string, Uint8Array>} before
 * @param {number} fileBytes
 * @returns {object[]} `report::FileChange`s, their content as bytes
 */
export function fileChanges(root, before, fileBytes) {
  const known = new Map(Object.entries(before).flatMap(([path, bytes]) => {
    const segments = requestPath(path);
    return segments ? [[segments.join("/"), bytes]] : [];
  }));
  const after = listed(root);
  const changes = [...known.keys()].filter((path) => !after.has(path)).map((path) => told(path, "removed"));
  for (const [path, node] of after) {
    const isFile = !node.isFolder && node.target === null;
    const bytes = known.get(path);
    if (isFile && bytes && isSame(bytes, node.content)) continue;
    const change = told(path, bytes ? "changed" : "added");
    if (isFile) change.size_bytes = node.length;
    if (node.target !== null) change.link = node.target;
    changes.push(change);
  }
  changes.sort((a, b) => byUtf8(a.path, b.path));
  const leftOut = changes.length - FILE_CHANGES;
  changes.length = Math.min(changes.length, FILE_CHANGES);
  let left = fileBytes;
  for (const change of changes) {
    const node = after.get(change.path);
    if (!node || node.isFolder || node.target !== null || change.size_bytes > left) continue;
    left -= change.size_bytes;
    change.content = node.content.slice();
  }
  if (leftOut > 0) changes.push(told(`… ${leftOut} more (limit \`file-changes\`: ${FILE_CHANGES})`, "changed"));
  return changes;
}

const told = (path, change) => ({ path, change, size_bytes: 0 });

const isSame = (one, other) => one.length === other.length && one.every((byte, index) => byte === other[index]);

/** Files, links and empty folders by path; a folder's ends with `/`. */
function listed(root) {
  const found = new Map();
  const folders = [["", root]];
  for (let next = folders.pop(); next; next = folders.pop()) {
    const [path, folder] = next;
    if (folder.entries.size === 0 && path !== "") found.set(path, folder);
    for (const [name, node] of folder.entries) {
      if (node.isFolder) folders.push([`${path}${name}/`, node]);
      else found.set(`${path}${name}`, node);
    }
  }
  return found;
}
