// Short links as the page sees them: one is opened, its bar follows the runs. What is heavy loads with the first link.

let bar = null;

/** @param {string} id @returns {Promise<{project: any, copies: string[], link: any}>} */
async function open(id) {
  const { openLink } = await import("./open.js");
  return openLink(id);
}

/** Asked for while the page starts. */
const wanted = /^\/s\/([^/]+)$/.exec(location.pathname)?.[1];
const early = wanted && open(wanted);
// Who opens it hears of it.
early?.catch(() => {});

/** Everything the app may call; see `frontend/src/interop/links.rs`. */
export const links = {
  /** The link in the address, if there is one. */
  wanted: () => /^\/s\/([^/]+)$/.exec(location.pathname)?.[1] ?? "",
  open: (id) => (id === wanted ? early : open(id)),
  /** Shows the bar of a link that was opened as a project. */
  show: async (opened, project, host) => {
    const { createBar } = await import("./bar.js");
    history.replaceState(null, "", `/s/${opened.link.id}`);
    bar = createBar(document.getElementById("link-bar"), opened, project, host);
  },
  began: () => bar?.began(),
  heard: (engine, line) => bar?.heard(engine, line),
  ended: () => bar?.ended(),
  /** Another project is shown. */
  closed: () => {
    bar?.remove();
    bar = null;
    if (location.pathname.startsWith("/s/")) history.replaceState(null, "", "/");
  },
};
