// The functions of `wasi:filesystem/types` on virtual files, with the server's rules.
import { Broken, PATH_BYTES, walk } from "./paths.js";
import { fileReader, fileWriter } from "./streams.js";
import { utf8Length } from "./tree.js";

/** The most bytes one `read` gives. */
const READ_BYTES = 1n << 20n;

const ZERO = { seconds: 0n, nanoseconds: 0 };

function stat(node) {
  return {
    type: node.type,
    linkCount: node.links,
    size: node.size,
    dataAccessTimestamp: ZERO,
    dataModificationTimestamp: ZERO,
    statusChangeTimestamp: ZERO,
  };
}

/** An open file or folder. Each operation asks the ledger for its place before it does anything. */
export class Descriptor {
  #ledger;

  /**
   * @param {import("./tree.js").Node} node
   * @param {object} flags
   * @param {string} place the absolute place under which it was opened
   * @param {import("../../ledger.js").Ledger} ledger
   */
  constructor(node, flags, place, ledger) {
    this.node = node;
    this.flags = flags;
    this.place = place;
    this.#ledger = ledger;
  }

  /** Asks for a place; `access` is what the guest gets where it has no grant. */
  #check(access, place) {
    if (!this.#ledger.check("filesystem", { access, place })) throw "access";
  }

  /** The node, if its place is granted. */
  #granted(access) {
    this.#check(access, this.place);
    return this.node;
  }

  /** The node, if the descriptor was opened for this and its place is granted. */
  #with(flag) {
    if (!this.flags[flag]) throw "bad-descriptor";
    return this.#granted(flag);
  }

  /** Where a path leads, if that place is granted. */
  #resolve(path, last, access) {
    try {
      const found = walk(this.node, this.place, path, last);
      this.#check(access, found.place);
      return found;
    } catch (broken) {
      if (!(broken instanceof Broken)) throw broken;
      if (broken.place !== null) this.#check(access, broken.place);
      throw broken.error;
    }
  }

  /** What a path leads to. */
  #lookUp(flags, path, access) {
    const { entry } = this.#resolve(path, flags.symlinkFollow ? "followed" : "kept", access);
    if (!entry) throw "no-entry";
    return entry;
  }

  /** Where a path names an entry that is made, replaced or removed. */
  #named(path) {
    if (!this.flags.mutateDirectory) throw "not-permitted";
    const place = this.#resolve(path, "named", "write");
    if (place.name === "") throw "invalid";
    return place;
  }

  /** A place where nothing is yet. */
  #free(path) {
    const place = this.#named(path);
    if (place.entry) throw "exist";
    return place;
  }

  /** A place where nothing is yet, for what is no folder. */
  #freeForFile(path) {
    const place = this.#free(path);
    if (place.saysFolder) throw "no-entry";
    return place;
  }

  advise() {
    if (this.node.isFolder) throw "bad-descriptor";
  }

  sync() {}

  syncData() {}

  getFlags() {
    return { ...this.flags };
  }

  getType() {
    return this.node.type;
  }

  setSize(size) {
    const node = this.#with("write");
    node.resize(size);
    node.touch();
  }

  /** Timestamps are always zero; the change shows in the metadata hash. */
  setTimes() {
    this.#granted("write").touch();
  }

  setTimesAt(flags, path) {
    this.#lookUp(flags, path, "write").touch();
  }

  read(length, offset) {
    return this.#with("read").read(offset, length < READ_BYTES ? length : READ_BYTES);
  }

  write(data, offset) {
    this.#with("write").write(offset, data);
    return BigInt(data.length);
  }

  readDirectory() {
    return new Listing(this.#granted("read").sorted().map(([name, node]) => ({ name, type: node.type })));
  }

  createDirectoryAt(path) {
    const { parent, name } = this.#free(path);
    parent.insert(name, parent.create("folder"));
  }

  stat() {
    return stat(this.#granted("read"));
  }

  statAt(flags, path) {
    return stat(this.#lookUp(flags, path, "read"));
  }

  linkAt(flags, oldPath, newDescriptor, newPath) {
    // Through the new name the old file can be written.
    const node = this.#lookUp(flags, oldPath, "write");
    if (node.isFolder) throw "not-permitted";
    const { parent, name } = newDescriptor.#freeForFile(newPath);
    node.links += 1n;
    parent.insert(name, node);
  }

  openAt(pathFlags, path, openFlags, wanted) {
    const { create, directory, truncate } = openFlags;
    const exclusive = create && openFlags.exclusive;
    if (create && directory) throw "invalid";
    const writes = create || truncate || wanted.write;
    const mayMutate = Boolean(this.flags.mutateDirectory);
    if (writes && !mayMutate) throw "not-permitted";
    const named = exclusive || !pathFlags.symlinkFollow ? "named" : "created";
    const last = create ? named : pathFlags.symlinkFollow ? "followed" : "kept";
    const found = this.#resolve(path, last, writes ? "write" : "read");
    if (found.entry && exclusive) throw "exist";
    let node = found.entry;
    if (!node) {
      if (found.saysFolder) throw "is-directory";
      node = found.parent.create("file");
      found.parent.insert(found.name, node);
    }
    const flags = { ...wanted };
    if (node.target !== null) throw "loop";
    if (node.isFolder && writes) throw "is-directory";
    if (node.isFolder) flags.mutateDirectory = mayMutate;
    else if (directory) throw "not-directory";
    if (truncate) {
      node.resize(0n);
      node.touch();
    }
    if (!flags.read && !flags.write) flags.read = true;
    return new Descriptor(node, flags, found.place, this.#ledger);
  }

  readlinkAt(path) {
    const { target } = this.#lookUp({}, path, "read");
    if (target === null) throw "invalid";
    return target;
  }

  removeDirectoryAt(path) {
    const { entry, parent, name } = this.#named(path);
    if (!entry) throw "no-entry";
    if (entry.sorted().length > 0) throw "not-empty";
    parent.remove(name);
  }

  renameAt(oldPath, newDescriptor, newPath) {
    const old = this.#named(oldPath);
    const node = old.entry;
    if (!node) throw "no-entry";
    const place = newDescriptor.#named(newPath);
    if (place.saysFolder && !node.isFolder) throw "not-directory";
    const replaced = place.entry;
    if (replaced === node) return;
    if (replaced) {
      if (node.isFolder && !replaced.isFolder) throw "not-directory";
      if (node.isFolder && replaced.entries.size > 0) throw "not-empty";
      if (!node.isFolder && replaced.isFolder) throw "is-directory";
    }
    if (node.isFolder && node.isOrContains(place.parent)) throw "invalid";
    if (utf8Length(place.place) + node.longestPathBelow > PATH_BYTES) throw "name-too-long";
    place.parent.remove(place.name);
    node.links += 1n;
    place.parent.insert(place.name, node);
    old.parent.remove(old.name);
  }

  symlinkAt(target, path) {
    if (target.startsWith("/")) throw "not-permitted";
    if (utf8Length(target) > PATH_BYTES) throw "name-too-long";
    const { parent, name } = this.#freeForFile(path);
    parent.insert(name, parent.create("link", target));
  }

  unlinkFileAt(path) {
    const { entry, parent, name } = this.#named(path);
    if (!entry) throw "no-entry";
    if (entry.isFolder) throw "is-directory";
    parent.remove(name);
  }

  readViaStream(position) {
    const node = this.#with("read");
    if (node.isFolder) throw "is-directory";
    return fileReader(node, position);
  }

  writeViaStream(position) {
    return fileWriter(this.#with("write"), position);
  }

  appendViaStream() {
    return fileWriter(this.#with("write"), null);
  }

  isSameObject(other) {
    return this.node === other.node;
  }

  metadataHash() {
    return this.#granted("read").identity();
  }

  metadataHashAt(flags, path) {
    return this.#lookUp(flags, path, "read").identity();
  }
}

/** What is left of a directory listing. */
class Listing {
  #entries;
  #next = 0;

  constructor(entries) {
    this.#entries = entries;
  }

  readDirectoryEntry() {
    return this.#entries[this.#next++];
  }
}
