// What a drop or a choice holds: single files, and folders with all that is in them.

/** The largest file that is read, in bytes (limit `upload-bytes`). */
export const UPLOAD_BYTES = 32 << 20;
/** The most files of a folder that are looked at (limit `folder-files`). */
const FOLDER_FILES = 20_000;
/** Folders that tools make, which are counted and not read. */
const MADE = new Set([".git", "node_modules", "__pycache__", ".zig-cache", "zig-out", ".venv"]);

/** Whether a path lies in a folder that tools make. @param {string} path @param {Set<string>} paths */
export function isMade(path, paths) {
  const segments = path.split("/").slice(0, -1);
  return segments.some((name, index) => MADE.has(name)
    || (name === "target" && paths.has([...segments.slice(0, index), "Cargo.toml"].join("/"))));
}

/** @typedef {{name: string, files: [string, File][]}} Folder */

/**
 * What is in a drop or a choice. A drop must be asked before its event is over, so what it holds is taken at once.
 * @param {DataTransfer | FileList} source
 * @returns {() => Promise<{files: File[], folders: Folder[]}>}
 */
export function grasp(source) {
  if (!("items" in source)) {
    const chosen = [...source];
    return async () => split(chosen);
  }
  const entries = [...source.items].filter(({ kind }) => kind === "file").map((item) => ({ entry: item.webkitGetAsEntry?.() ?? null, file: item.getAsFile() }));
  const rest = entries.length ? [] : [...source.files];
  return async () => {
    const folders = [];
    for (const { entry } of entries) {
      if (entry?.isDirectory) folders.push({ name: entry.name, files: await walk(entry) });
    }
    return { files: [...entries.filter(({ entry, file }) => !entry?.isDirectory && file).map(({ file }) => file), ...rest], folders };
  };
}

/** Files chosen with their folder have its path. @param {File[]} chosen */
function split(chosen) {
  const folders = new Map();
  const files = [];
  for (const file of chosen) {
    const path = file.webkitRelativePath;
    if (!path) {
      files.push(file);
      continue;
    }
    const name = path.split("/", 1)[0];
    if (!folders.has(name)) folders.set(name, { name, files: [] });
    folders.get(name).files.push([path, file]);
  }
  return { files, folders: [...folders.values()] };
}

/** All files below a dropped folder. @returns {Promise<[string, File][]>} */
async function walk(root) {
  const found = [];
  const left = [root];
  while (left.length) {
    const folder = left.pop();
    const reader = folder.createReader();
    for (;;) {
      // A reader answers a part at a time.
      const entries = await new Promise((resolve, reject) => reader.readEntries(resolve, reject));
      if (!entries.length) break;
      for (const entry of entries) {
        if (entry.isDirectory) left.push(entry);
        else found.push([entry.fullPath.replace(/^\//, ""), await new Promise((resolve, reject) => entry.file(resolve, reject))]);
        if (found.length > FOLDER_FILES) throw new Error(`the folder ${root.name} holds more than ${FOLDER_FILES} files (limit folder-files)`);
      }
    }
  }
  return found;
}
