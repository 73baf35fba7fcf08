// Versions of projects in IndexedDB: each file once by its hash, each version a list of files with what caused it.

/** The most versions of one project (limit `history-versions`). */
export const HISTORY_VERSIONS = 50;
/** The most bytes of all versions' files together (limit `history-bytes`). */
export const HISTORY_BYTES = 64 << 20;

const VERSIONS = "versions";
const CONTENTS = "contents";

/**
 * @typedef {{text: string} | {base64: string}} File
 * @typedef {{key?: number, project: string, at_ms: number, cause: string, verdict: string, files: Record<string, string>, sizes: Record<string, number>}} Version
 * A version's `files` are hashes by path, its `sizes` are bytes by hash.
 */

const promised = (request) => new Promise((resolve, reject) => {
  request.onsuccess = () => resolve(request.result);
  request.onerror = () => reject(request.error);
});

const finished = (transaction) => new Promise((resolve, reject) => {
  transaction.oncomplete = () => resolve();
  transaction.onabort = () => reject(transaction.error ?? new Error("the browser's storage gave up"));
});

/** @returns {Promise<IDBDatabase>} */
async function open() {
  const request = indexedDB.open("diptych-history", 1);
  request.onupgradeneeded = () => {
    const versions = request.result.createObjectStore(VERSIONS, { keyPath: "key", autoIncrement: true });
    versions.createIndex("project", "project");
    request.result.createObjectStore(CONTENTS);
  };
  return promised(request);
}

/** Runs `work` in one transaction, which is all of it or nothing, whatever other tabs do. */
async function within(mode, work) {
  const database = await open();
  try {
    const transaction = database.transaction([VERSIONS, CONTENTS], mode);
    const done = finished(transaction);
    const value = await work(transaction.objectStore(VERSIONS), transaction.objectStore(CONTENTS)).catch((error) => {
      transaction.abort();
      done.catch(() => {});
      throw error;
    });
    await done;
    return value;
  } finally {
    database.close();
  }
}

/** A file as one text; the hash of it names its content. @param {File} file */
const textOf = (file) => JSON.stringify(file);

async function hashOf(text) {
  if (!globalThis.crypto?.subtle) throw new Error("browsers give this page no hashes, because it is not served securely");
  const bytes = new TextEncoder().encode(text);
  const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return [...hash].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

const sameFiles = (a, b) => {
  const paths = Object.keys(a);
  return paths.length === Object.keys(b).length && paths.every((path) => a[path] === b[path]);
};

/** Versions to drop of one project's, the oldest first. @param {Version[]} versions in order */
export const surplus = (versions) => versions.slice(0, Math.max(0, versions.length - HISTORY_VERSIONS));

/**
 * Versions to drop so that what remains has at most `most` bytes: the oldest of all projects first, and never a
 * project's newest.
 * @param {Version[]} versions in order @param {Map<string, number>} sizes bytes by hash @param {number} most
 */
export function beyond(versions, sizes, most) {
  const uses = new Map();
  const newest = new Map();
  let bytes = 0;
  for (const version of versions) {
    newest.set(version.project, version);
    for (const hash of new Set(Object.values(version.files))) {
      if (!uses.has(hash)) bytes += sizes.get(hash) ?? 0;
      uses.set(hash, (uses.get(hash) ?? 0) + 1);
    }
  }
  const dropped = [];
  for (const version of versions) {
    if (bytes <= most) break;
    if (newest.get(version.project) === version) continue;
    dropped.push(version);
    for (const hash of new Set(Object.values(version.files))) {
      uses.set(hash, uses.get(hash) - 1);
      if (uses.get(hash) === 0) bytes -= sizes.get(hash) ?? 0;
    }
  }
  return dropped;
}

/** Drops what is too much, and contents that no version has. */
async function tidy(versions, contents) {
  const all = await promised(versions.getAll());
  const kept = new Set(all);
  const drop = (list) => list.forEach((version) => {
    kept.delete(version);
    versions.delete(version.key);
  });
  for (const id of new Set(all.map(({ project }) => project))) drop(surplus(all.filter(({ project }) => project === id)));
  drop(beyond([...kept], new Map(all.flatMap(({ sizes }) => Object.entries(sizes))), HISTORY_BYTES));
  const used = new Set([...kept].flatMap(({ files }) => Object.values(files)));
  for (const hash of await promised(contents.getAllKeys())) if (!used.has(hash)) contents.delete(hash);
}

/**
 * Keeps a version, unless the project's newest has the same files: then that one is told as of now.
 * @param {string} id @param {{files: Record<string, File>}} project @param {string} cause
 * @param {number} at_ms milliseconds since the Unix epoch
 * @returns {Promise<number>} its key
 */
export async function note(id, project, cause, at_ms = Date.now()) {
  const texts = Object.entries(project.files).map(([path, file]) => [path, textOf(file)]);
  const hashed = await Promise.all(texts.map(async ([path, text]) => ({ path, text, hash: await hashOf(text) })));
  const files = Object.fromEntries(hashed.map(({ path, hash }) => [path, hash]));
  const sizes = Object.fromEntries(hashed.map(({ hash, text }) => [hash, text.length]));
  return within("readwrite", async (versions, contents) => {
    const cursor = await promised(versions.index("project").openCursor(id, "prev"));
    const newest = cursor?.value;
    if (newest && sameFiles(newest.files, files)) {
      if (cause !== "restore") await promised(versions.put({ ...newest, at_ms, cause }));
      return newest.key;
    }
    for (const { hash, text } of hashed) contents.put(text, hash);
    const key = await promised(versions.add({ project: id, at_ms, cause, verdict: "", files, sizes }));
    await tidy(versions, contents);
    return key;
  });
}

/** Adds what came of a run to the version that ran. @param {number} key @param {string} verdict */
export const addVerdict = (key, verdict) => within("readwrite", async (versions) => {
  const version = await promised(versions.get(key));
  if (version) await promised(versions.put({ ...version, verdict }));
});

/** A project's versions, the newest first. @param {string} id @returns {Promise<Version[]>} */
export const list = (id) => within("readonly", async (versions) => (await promised(versions.index("project").getAll(id))).reverse());

/** A version's files. @param {Version} version @returns {Promise<{files: Record<string, File>}>} */
export const projectOf = (version) => within("readonly", async (_, contents) => {
  const files = {};
  for (const [path, hash] of Object.entries(version.files)) {
    const text = await promised(contents.get(hash));
    if (text === undefined) throw new Error(`the content of ${path} is no longer kept`);
    files[path] = JSON.parse(text);
  }
  return { files };
});

/** Takes a project's versions out; what is answered brings them back. @param {string} id */
export const take = (id) => within("readwrite", async (versions, contents) => {
  const taken = await promised(versions.index("project").getAll(id));
  const texts = new Map();
  for (const hash of new Set(taken.flatMap(({ files }) => Object.values(files)))) texts.set(hash, await promised(contents.get(hash)));
  for (const { key } of taken) versions.delete(key);
  await tidy(versions, contents);
  return { taken, texts };
});

/** Brings back what was taken out. */
export const bringBack = ({ taken, texts }) => within("readwrite", async (versions, contents) => {
  for (const [hash, text] of texts) if (text !== undefined) contents.put(text, hash);
  for (const version of taken) versions.put(version);
  await tidy(versions, contents);
});
