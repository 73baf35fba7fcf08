// Gets an embed's project: out of the fragment, or from the server by a short link's name.
import { asset } from "../assets.js";
import { decodeLink } from "./link.js";

/** @typedef {import("./link.js").Project} Project */

/** What links refer back to, beside the site. */
async function dictionary() {
  const response = await fetch(asset(__LINK_DICTIONARY__));
  if (!response.ok) throw new Error(`what opens links could not be loaded (HTTP ${response.status})`);
  return new Uint8Array(await response.arrayBuffer());
}

/** @param {string} fragment without `#` @returns {Promise<Project>} */
export const fromFragment = (fragment) => decodeLink(fragment, dictionary);

/** @param {string} id of a short link @returns {Promise<Project>} */
export async function fromShortLink(id) {
  let response;
  try {
    response = await fetch(`api/v1/links/${id}`);
  } catch {
    throw new Error("the server that keeps this link cannot be reached");
  }
  const answer = await response.json().catch(() => null);
  if (response.ok && isProject(answer?.content?.project)) return answer.content.project;
  if (response.ok) throw new Error("the server’s answer holds no project");
  const code = answer?.error?.code;
  if (code === "unknown-link") throw new Error("there is no link of this name: it was deleted, it has expired, or its address is not whole");
  if (response.status === 404) throw new Error("this server keeps no short links");
  throw new Error(answer?.error?.message ?? `the server answers with status ${response.status}`);
}

const isFile = (file) => typeof file?.text === "string" || typeof file?.base64 === "string";
const isProject = (project) => typeof project?.files === "object" && project.files !== null && Object.values(project.files).every(isFile);

/** What is said of a project before its manifest is read in earnest, which takes the kit: a title, and a file to show. */
export function glance({ files }) {
  const manifest = files["diptych.toml"]?.text ?? "";
  const value = (key) => new RegExp(`^\\s*${key}\\s*=\\s*"((?:[^"\\\\]|\\\\.)*)"`, "m").exec(manifest)?.[1];
  const title = value("title")?.replace(/\\(["\\])/g, "$1") ?? "";
  const entry = value("entry");
  return { title, entry: entry !== undefined && Object.hasOwn(files, entry) ? entry : null };
}

/** The paths in the order in which they are offered: the entry, what else there is, the manifest. */
export function orderedPaths(project) {
  const { entry } = glance(project);
  const rank = (path) => (path === entry ? 0 : path === "diptych.toml" ? 2 : 1);
  return Object.keys(project.files).sort((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1));
}
