// `wasi:filesystem`: the run's virtual files mounted at `/`, with the server's rules.
import { inputStreamCreate, ioErrorCreate, outputStreamCreate } from "@bytecodealliance/preview2-shim/io";
import { Pollable } from "./poll.js";
import { createTree, resolve } from "./tree.js";

/** The most bytes one `read` gives. */
const READ_BYTES = 1n << 20n;
/** The most bytes one read of a stream gives or one write takes. */
const CHUNK_BYTES = 1n << 20n;

const ZERO = { seconds: 0n, nanoseconds: 0 };

/** @param {Record<string, Uint8Array>} files */
export function createFiles(files) {
  const root = createTree(files);
  return {
    "wasi:filesystem/preopens": {
      getDirectories: () => [[new Descriptor(root, { read: true, write: true, mutateDirectory: true }), "/"]],
    },
    "wasi:filesystem/types": {
      filesystemErrorCode: (error) => error.fileErrorCode,
    },
  };
}

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

class Descriptor {
  constructor(node, flags) {
    this.node = node;
    this.flags = flags;
  }

  /** The node, if the descriptor was opened for this. */
  #with(flag) {
    if (!this.flags[flag]) throw "bad-descriptor";
    return this.node;
  }

  #follow(flags, path) {
    const { entry } = resolve(this.node, path, Boolean(flags.symlinkFollow), false);
    if (!entry) throw "no-entry";
    return entry;
  }

  /** Where a path names an entry that is made, replaced or removed. */
  #place(path) {
    if (!this.flags.mutateDirectory) throw "not-permitted";
    const place = resolve(this.node, path, false, true);
    if (place.name === "") throw "invalid";
    return place;
  }

  /** A place where nothing is yet. */
  #freePlace(path) {
    const place = this.#place(path);
    if (place.entry) throw "exist";
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
    this.node.touch();
  }

  setTimesAt(flags, path) {
    this.#follow(flags, path).touch();
  }

  read(length, offset) {
    return this.#with("read").read(offset, length < READ_BYTES ? length : READ_BYTES);
  }

  write(data, offset) {
    this.#with("write").write(offset, data);
    return BigInt(data.length);
  }

  readDirectory() {
    return new Listing(this.node.sorted().map(([name, node]) => ({ name, type: node.type })));
  }

  createDirectoryAt(path) {
    const { parent, name } = this.#freePlace(path);
    parent.insert(name, parent.create("folder"));
  }

  stat() {
    return stat(this.node);
  }

  statAt(flags, path) {
    return stat(this.#follow(flags, path));
  }

  linkAt(flags, oldPath, newDescriptor, newPath) {
    const node = this.#follow(flags, oldPath);
    if (node.isFolder) throw "not-permitted";
    const { parent, name } = newDescriptor.#freePlace(newPath);
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
    const found = resolve(this.node, path, pathFlags.symlinkFollow && !exclusive, Boolean(create));
    if (found.entry && exclusive) throw "exist";
    let node = found.entry;
    if (!node) {
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
    return new Descriptor(node, flags);
  }

  readlinkAt(path) {
    const { target } = this.#follow({}, path);
    if (target === null) throw "invalid";
    return target;
  }

  removeDirectoryAt(path) {
    const { entry, parent, name } = this.#place(path);
    if (!entry) throw "no-entry";
    if (entry.sorted().length > 0) throw "not-empty";
    parent.remove(name);
  }

  renameAt(oldPath, newDescriptor, newPath) {
    const old = this.#place(oldPath);
    const node = old.entry;
    if (!node) throw "no-entry";
    const place = newDescriptor.#place(newPath);
    const replaced = place.entry;
    if (replaced === node) return;
    if (replaced) {
      if (node.isFolder && !replaced.isFolder) throw "not-directory";
      if (node.isFolder && replaced.entries.size > 0) throw "not-empty";
      if (!node.isFolder && replaced.isFolder) throw "is-directory";
    }
    if (node.isFolder && node.contains(place.parent)) throw "invalid";
    place.parent.remove(place.name);
    node.links += 1n;
    place.parent.insert(place.name, node);
    old.parent.remove(old.name);
  }

  symlinkAt(target, path) {
    if (target.startsWith("/")) throw "not-permitted";
    const { parent, name } = this.#freePlace(path);
    parent.insert(name, parent.create("link", target));
  }

  unlinkFileAt(path) {
    const { entry, parent, name } = this.#place(path);
    if (!entry) throw "no-entry";
    if (entry.isFolder) throw "is-directory";
    parent.remove(name);
  }

  readViaStream(position) {
    const node = this.#with("read");
    if (node.isFolder) throw "is-directory";
    let next = position;
    return inputStreamCreate({
      blockingRead(length) {
        const [bytes] = orFailed(() => node.read(next, length < CHUNK_BYTES ? length : CHUNK_BYTES));
        if (bytes.length === 0 && length > 0n) throw { tag: "closed" };
        next += BigInt(bytes.length);
        return bytes;
      },
      subscribe: () => new Pollable(),
    });
  }

  writeViaStream(position) {
    return this.#writer(position);
  }

  appendViaStream() {
    return this.#writer(null);
  }

  #writer(position) {
    const node = this.#with("write");
    let next = position;
    return outputStreamCreate({
      write(bytes) {
        const end = orFailed(() => node.write(next, bytes));
        if (next !== null) next = end;
      },
      checkWrite: () => CHUNK_BYTES,
      flush() {},
      subscribe: () => new Pollable(),
    });
  }

  isSameObject(other) {
    return this.node === other.node;
  }

  metadataHash() {
    return this.node.identity();
  }

  metadataHashAt(flags, path) {
    return this.#follow(flags, path).identity();
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

/** An error code as a stream's `last-operation-failed`. */
function orFailed(operation) {
  try {
    return operation();
  } catch (code) {
    if (typeof code !== "string") throw code;
    throw { tag: "last-operation-failed", val: Object.assign(ioErrorCreate(code), { fileErrorCode: code }) };
  }
}
