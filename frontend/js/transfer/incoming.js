// Dropped and chosen files as projects: archives, folders, JSON and compiled components; anything else is a file.
import { toBase64 } from "../base64.js";
import { toolchain } from "../toolchain/client.js";
import { UPLOAD_BYTES, isMade } from "./sources.js";

/** The most bytes of a folder that are read (limit `project-bytes`). */
const PROJECT_BYTES = 32 << 20;

/** A title of a file's or a folder's name. @param {string} name */
export const titleOf = (name) => name.replace(/\.(zip|json|wasm)$/i, "");

/** Whether a JSON text may be a project, so that other JSON files stay files. @param {string} text */
export function mayBeProject(text) {
  try {
    const value = JSON.parse(text);
    const files = (value?.content?.project ?? value?.project ?? value)?.files;
    return typeof files === "object" && files !== null && !Array.isArray(files);
  } catch {
    return false;
  }
}

/** @param {string} text JSON @param {string} name what it came as */
export async function openJson(text, name) {
  return { name, ...(await toolchain.call("from_json", { text })) };
}

/**
 * Files of one folder as a project.
 * @param {{name: string, files: [string, File][]}} folder
 */
export async function openFolder({ name, files }) {
  const paths = new Set(files.map(([path]) => path));
  const wanted = files.filter(([path]) => !isMade(path, paths));
  const bytes = wanted.reduce((sum, [, file]) => sum + file.size, 0);
  if (bytes > PROJECT_BYTES) throw new Error(`it holds ${bytes} bytes; the limit project-bytes is ${PROJECT_BYTES}`);
  const read = [];
  for (const [path, file] of wanted) read.push([path, new Uint8Array(await file.arrayBuffer())]);
  // What is left out goes along without its bytes, so that it is counted in one place.
  const made = files.filter(([path]) => !wanted.some(([other]) => other === path)).map(([path]) => [path, new Uint8Array()]);
  return { name, ...(await toolchain.call("from_folder", { files: [...read, ...made], title: name })) };
}

/** One file: a project, or a file. @param {File} file */
async function openFile(file) {
  const { name } = file;
  const ending = name.split(".").pop().toLowerCase();
  if (file.size > UPLOAD_BYTES) {
    throw new Error(`\`${name}\` has ${file.size} bytes; the limit upload-bytes is ${UPLOAD_BYTES}. Strip or split it first.`);
  }
  const bytes = new Uint8Array(await file.arrayBuffer());
  const tried = async (work) => {
    try {
      return { opened: { name, notes: [], ...(await work()) } };
    } catch (error) {
      throw new Error(`\`${name}\` could not be opened: ${error.message}`);
    }
  };
  if (ending === "zip") return tried(() => toolchain.call("from_zip", { bytes, title: titleOf(name) }));
  if (ending === "wasm") return tried(async () => ({ project: await toolchain.call("project_from_wasm", { name, bytes }) }));
  const text = asText(bytes);
  if (ending === "json" && text !== null && mayBeProject(text)) return tried(() => openJson(text, name));
  return { file: [name, text === null ? { base64: toBase64([bytes]) } : { text }] };
}

/** The text that these bytes are in UTF-8, byte for byte. */
function asText(bytes) {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return null;
  }
}

/**
 * Reads what `grasp` took hold of.
 * @param {{files: File[], folders: {name: string, files: [string, File][]}[]}} found
 */
export async function takeIn({ files, folders }) {
  const taken = { opened: [], files: [], problems: [] };
  for (const folder of folders) {
    try {
      taken.opened.push(await openFolder(folder));
    } catch (error) {
      taken.problems.push(`The folder \`${folder.name}\` could not be opened: ${error.message}`);
    }
  }
  for (const file of files) {
    try {
      const { opened, file: plain } = await openFile(file);
      if (opened) taken.opened.push(opened);
      else taken.files.push(plain);
    } catch (error) {
      taken.problems.push(error.message);
    }
  }
  return taken;
}
