// The tree of virtual files, in memory only: the same rules as on the server, so that a difference
// in a trace is a finding. Errors are thrown as `wasi:filesystem` error codes.
import { byUtf8 } from "../order.js";

/** What all files of a run may hold together beyond what the request brought. */
const GROWTH_BYTES = 64 << 20;
/** What an entry costs beside its content. */
const ENTRY_BYTES = 256;

const U64_MAX = (1n << 64n) - 1n;

const encoder = new TextEncoder();

/** How many bytes `text` is. */
export const utf8Length = (text) => encoder.encode(text).length;

/** Bytes that are left to all nodes of a tree, and the next identity. */
class Budget {
  nextId = 1n;
  /** How often anything in the tree was changed. */
  changes = 0;

  constructor(leftBytes) {
    this.leftBytes = leftBytes;
  }

  take(bytes) {
    if (bytes > this.leftBytes) throw "insufficient-space";
    this.leftBytes -= bytes;
  }
}

/** A file (`bytes`), folder (`entries`) or symbolic link (`target`). */
export class Node {
  links = 1n;
  #id = 0n;
  #version = 0n;
  /** The file's bytes with spare room behind; `length` of them count. */
  #room = null;
  length = 0;
  /** @type {Map<string, Node> | null} */
  entries = null;
  /** @type {string | null} */
  target = null;

  constructor(budget) {
    this.budget = budget;
  }

  static file(budget, bytes = new Uint8Array()) {
    const node = new Node(budget);
    node.#room = bytes;
    node.length = bytes.length;
    return node;
  }

  static folder(budget) {
    const node = new Node(budget);
    node.entries = new Map();
    return node;
  }

  /** A new empty file, folder or link beside this one. */
  create(kind, target = "") {
    this.budget.take(ENTRY_BYTES + (kind === "link" ? utf8Length(target) : 0));
    if (kind === "file") return Node.file(this.budget);
    if (kind === "folder") return Node.folder(this.budget);
    const node = new Node(this.budget);
    node.target = target;
    return node;
  }

  get isFolder() {
    return this.entries !== null;
  }

  get type() {
    if (this.isFolder) return "directory";
    return this.target === null ? "regular-file" : "symbolic-link";
  }

  get size() {
    if (this.isFolder) return 0n;
    return BigInt(this.target === null ? this.length : utf8Length(this.target));
  }

  /** Marks a change, which `metadata-hash` shows. */
  touch() {
    this.#version += 1n;
    this.budget.changes += 1;
  }

  /** Identities are given in the order in which they are asked for. */
  identity() {
    if (this.#id === 0n) this.#id = this.budget.nextId++;
    return { upper: this.#id, lower: this.#version };
  }

  insert(name, node) {
    this.entries?.set(name, node);
    this.touch();
  }

  remove(name) {
    const removed = this.entries?.get(name);
    if (removed) {
      this.entries.delete(name);
      removed.links -= removed.links > 0n ? 1n : 0n;
      if (removed.links === 0n) this.budget.leftBytes += Number(removed.size) + ENTRY_BYTES;
    }
    this.touch();
  }

  /** Entries in the order of their names. @returns {[string, Node][]} */
  sorted() {
    if (!this.isFolder) throw "not-directory";
    return [...this.entries].sort(([a], [b]) => byUtf8(a, b));
  }

  /** Everything below, with the lengths of the paths that lead there. Folders nest deeper than a stack. */
  below() {
    const entriesOf = (folder, length) =>
      [...(folder.entries ?? [])].map(([name, node]) => ({ node, length: length + 1 + utf8Length(name) }));
    const found = entriesOf(this, 0);
    for (let next = 0; next < found.length; next += 1) {
      for (const entry of entriesOf(found[next].node, found[next].length)) found.push(entry);
    }
    return found;
  }

  /** `node` is this one or below it, so that this one cannot be moved there. */
  isOrContains(node) {
    return this === node || this.below().some((below) => below.node === node);
  }

  /** The length of the longest path from this node to something below it, in bytes. */
  get longestPathBelow() {
    return this.below().reduce((longest, { length }) => Math.max(longest, length), 0);
  }

  #requireFile() {
    if (this.isFolder) throw "is-directory";
    if (this.target !== null) throw "bad-descriptor";
  }

  /** A file's content. */
  get content() {
    return this.#room.subarray(0, this.length);
  }

  /** Bytes from `offset`, and whether they reach the end. @returns {[Uint8Array, boolean]} */
  read(offset, length) {
    this.#requireFile();
    const start = Math.min(asIndex(offset), this.length);
    const end = Math.min(start + asIndex(length), this.length);
    return [this.#room.slice(start, end), end === this.length];
  }

  /** Writes at `offset`, or at the end when it is null; answers where it ended. */
  write(offset, data) {
    const start = offset ?? this.size;
    const end = start + BigInt(data.length);
    if (end > U64_MAX) throw "file-too-large";
    if (end > this.size) this.resize(end);
    if (this.#room) this.#room.set(data, Number(start));
    this.touch();
    return end;
  }

  /** Cuts or extends with zeros. */
  resize(size) {
    this.#requireFile();
    const length = asIndex(size);
    if (length > this.length) this.budget.take(length - this.length);
    else this.budget.leftBytes += this.length - length;
    if (length > this.#room.length) {
      const room = new Uint8Array(Math.max(length, this.length * 2));
      room.set(this.#room.subarray(0, this.length));
      this.#room = room;
    } else {
      this.#room.fill(0, Math.min(length, this.length), Math.max(length, this.length));
    }
    this.length = length;
  }
}

/** A u64 as an index; what no memory holds is as good as infinite. */
const asIndex = (number) => (number > BigInt(Number.MAX_SAFE_INTEGER) ? Number.MAX_SAFE_INTEGER : Number(number));

/**
 * A tree with these files. Paths were checked with the request; odd ones are left out.
 * @param {Record<string, Uint8Array>} files
 * @returns {Node} the folder mounted at `/`
 */
export function createTree(files) {
  const paths = Object.keys(files).sort(byUtf8);
  const brought = paths.reduce((sum, path) =>
    sum + files[path].length + utf8Length(path) + ENTRY_BYTES * (1 + path.split("/").length), 0);
  const budget = new Budget(brought + GROWTH_BYTES);
  const root = Node.folder(budget);
  for (const path of paths) {
    const segments = requestPath(path);
    if (!segments) continue;
    const name = segments.pop();
    let folder = root;
    for (const segment of segments) {
      if (!folder.entries?.has(segment)) folder.insert(segment, Node.folder(budget));
      folder = folder.entries?.get(segment) ?? folder;
    }
    folder.insert(name, Node.file(budget, files[path].slice()));
  }
  return root;
}

/** The segments of a file's path as requests have it; null for one that leads nowhere. */
export function requestPath(path) {
  const segments = path.split("/").filter((segment) => segment !== "");
  return segments.length === 0 || segments.some((segment) => segment === "." || segment === "..") ? null : segments;
}
