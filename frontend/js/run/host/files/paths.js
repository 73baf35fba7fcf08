// How a path leads through the virtual files, and to which absolute place; as on the server.
import { utf8Length } from "./tree.js";

/** Symbolic links followed in one path. */
const LINKS_FOLLOWED = 40;
/** The longest path a guest may give, the longest target of a symbolic link, and the longest place. */
export const PATH_BYTES = 4096;

/**
 * What the last segment of a path is for: `followed` is looked up through a symbolic link, `kept` is
 * looked up as it is unless a slash follows it, `named` is made, replaced or removed and may be
 * missing, `created` is as `followed` but may be missing.
 * @typedef {"followed" | "kept" | "named" | "created"} Last
 */

/** Why a path could not be followed to its end. */
export class Broken {
  /**
   * @param {string} error what the guest gets if the place is granted
   * @param {string | null} place where the path would have led, what was left of it counting as
   *   written; null for a path that is wrong in itself
   */
  constructor(error, place = null) {
    this.error = error;
    this.place = place;
  }
}

/**
 * Follows `path` from the folder `root` at the absolute place `base`, above which it cannot lead.
 * @param {import("./tree.js").Node} root
 * @param {string} base
 * @param {string} path
 * @param {Last} last
 * @returns {{place: string, entry: import("./tree.js").Node | null, parent: import("./tree.js").Node, name: string,
 *   saysFolder: boolean}} `entry` is null only when it may be missing; `name` is empty for the folder the
 *   path started from and after a last `..`; `saysFolder` when a slash or `.` at the end says so
 * @throws {Broken}
 */
export function walk(root, base, path, last) {
  if (path === "") throw new Broken("no-entry");
  if (utf8Length(path) > PATH_BYTES) throw new Broken("name-too-long");
  if (path.includes("\0")) throw new Broken("invalid");
  if (path.startsWith("/")) throw new Broken("not-permitted");
  const mayBeMissing = last === "named" || last === "created";
  let saysFolder = endsAsFolder(path);
  const folders = [root];
  const names = [];
  const left = segmentsOf(path);
  let followed = 0;

  /** The end before the path's: what is left counts as written. */
  const broken = (error) => {
    for (let name = left.pop(); name !== undefined; name = left.pop()) {
      if (name === "..") names.pop();
      else names.push(name);
    }
    const place = placeBelow(base, names);
    return utf8Length(place) > PATH_BYTES ? new Broken("name-too-long") : new Broken(error, place);
  };
  /** The end at `name`, which is not as the path needs it. */
  const brokenBefore = (name, error) => {
    left.push(name);
    return broken(error);
  };
  /** The end at an entry of the folder that was reached. */
  const foundAt = (name, entry) => {
    const place = placeBelow(base, [...names, name]);
    if (utf8Length(place) > PATH_BYTES) throw new Broken("name-too-long");
    return { place, entry, parent: folders.at(-1), name, saysFolder };
  };

  if (!root.isFolder) throw broken("not-directory");
  while (left.length > 0) {
    const name = left.pop();
    const parent = folders.at(-1);
    if (!parent.isFolder) throw brokenBefore(name, "not-directory");
    if (name === "..") {
      if (names.length === 0) throw new Broken("not-permitted");
      names.pop();
      folders.pop();
      continue;
    }
    const isLast = left.length === 0;
    const entry = parent.entries.get(name);
    if (!entry) {
      if (isLast && mayBeMissing) return foundAt(name, null);
      throw brokenBefore(name, "no-entry");
    }
    const follows = !isLast || (last !== "named" && (last !== "kept" || saysFolder));
    if (entry.target !== null && follows) {
      followed += 1;
      if (followed > LINKS_FOLLOWED) throw brokenBefore(name, "loop");
      saysFolder ||= isLast && endsAsFolder(entry.target);
      left.push(...segmentsOf(entry.target));
    } else if (!isLast) {
      names.push(name);
      folders.push(entry);
    } else if (saysFolder && !entry.isFolder) {
      throw brokenBefore(name, "not-directory");
    } else {
      return foundAt(name, entry);
    }
  }
  const here = folders.at(-1);
  return { place: placeBelow(base, names), entry: here, parent: here, name: "", saysFolder: true };
}

/** An absolute place below another one. */
const placeBelow = (base, names) => [base === "/" ? "" : base, ...names].join("/") || "/";

const endsAsFolder = (path) => path.endsWith("/") || path.endsWith("/.") || path === ".";

/** A path's segments, last first. */
const segmentsOf = (path) => path.split("/").reverse().filter((segment) => segment !== "" && segment !== ".");
