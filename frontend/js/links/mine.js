// What this browser knows of links: those published from here with what deletes them, and where projects came from.

const PUBLISHED = "diptych.links";
const ORIGINS = "diptych.origins";
/** So many of each are remembered. */
const MOST = 200;

/** @typedef {{id: string, token: string, title: string, project: string, at: number}} Published `at` in ms since 1970 */

/** The links published from a project, the newest first. @param {string} project @returns {Published[]} */
export const publishedFrom = (project) => list(PUBLISHED).filter((entry) => entry.project === project);

/** Remembers a link; the project's next one descends from it. @param {Published} entry */
export function notePublished(entry) {
  keep(PUBLISHED, [entry, ...list(PUBLISHED).filter(({ id }) => id !== entry.id)]);
  noteOrigin(entry.project, entry.id);
}

/** Forgets a link that is deleted. @param {string} id */
export const forgetPublished = (id) => keep(PUBLISHED, list(PUBLISHED).filter((entry) => entry.id !== id));

/** The link that a project came from, or was published as the last time. @param {string} project */
export const originOf = (project) => list(ORIGINS).find((entry) => entry.project === project)?.link;

/** The projects that came from a link, the newest first. @param {string} link */
export const copiesOf = (link) => list(ORIGINS).filter((entry) => entry.link === link).map(({ project }) => project);

/** @param {string} project @param {string} link */
export const noteOrigin = (project, link) => keep(ORIGINS, [{ project, link }, ...list(ORIGINS).filter((entry) => entry.project !== project)]);

function list(name) {
  try {
    const entries = JSON.parse(localStorage.getItem(name) ?? "[]");
    return Array.isArray(entries) ? entries : [];
  } catch {
    return [];
  }
}

function keep(name, entries) {
  try {
    localStorage.setItem(name, JSON.stringify(entries.slice(0, MOST)));
  } catch {
    // A full or closed storage: the dialog still shows the token once.
  }
}
