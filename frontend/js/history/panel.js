// The dialog of a project's versions: when and why each was kept, how it differs from now, and back to it.
import { el, moveInColumn } from "../inspect/dom.js";
import { visibleLine } from "../inspect/text.js";
import { changes, summary } from "./changes.js";
import { history, lastFailure } from "./notes.js";
import { HISTORY_BYTES, HISTORY_VERSIONS, list, projectOf } from "./store.js";

const CAUSES = { run: "Run", share: "Shared", restore: "Before an earlier version was restored" };
/** So many lines of a file's changes are shown. */
const SHOWN_LINES = 400;

/**
 * Fills the dialog.
 * @param {HTMLElement} host
 * @param {{id: string, project: any}} context @param {(what: string, value?: any) => void} act
 */
export async function show(host, { id, project }, act) {
  host.replaceChildren(el("p", { class: "empty", text: "Reading the versions…" }));
  await history.settled();
  let versions = [];
  let failure = lastFailure();
  try {
    versions = await list(id);
  } catch (error) {
    failure = error.message;
  }
  const words = `The last ${HISTORY_VERSIONS} versions are kept in this browser (limit history-versions), of all projects at most ${HISTORY_BYTES >> 20} MiB (limit history-bytes).`;
  const note = el("p", { class: "note", text: words });
  const problem = failure && el("p", { class: "field-error", role: "alert", text: `The last version could not be kept: ${failure}` });
  if (!versions.length) {
    host.replaceChildren(problem || "", el("p", { class: "empty", "data-testid": "history-empty", text: "No version yet: each run of changed files and each share keeps one." }), note);
    return;
  }
  const detail = el("div", { class: "history-detail", "data-testid": "history-detail" });
  const entries = versions.map((version) => entry(version, () => choose(version)));
  const column = el("ol", { class: "history-list", "aria-label": "Versions, the newest first", onkeydown: (event) => moveInColumn(event, entries) },
    ...entries.map((button) => el("li", {}, button)));
  host.replaceChildren(problem || "", note, el("div", { class: "history" }, column, detail));

  async function choose(version) {
    entries.forEach((button, index) => button.setAttribute("aria-pressed", String(versions[index] === version)));
    try {
      const then = await projectOf(version);
      const restore = async () => {
        await history.note(id, project, "restore");
        if (lastFailure()) {
          detail.prepend(el("p", { class: "field-error", role: "alert", text: `Not restored, as what is there now could not be kept: ${lastFailure()}` }));
          return;
        }
        act("restore", then);
      };
      fill(detail, changes(then.files, project.files), restore);
    } catch (error) {
      detail.replaceChildren(el("p", { class: "field-error", role: "alert", text: error.message }));
    }
  }
  await choose(versions[0]);
  entries[0].focus();
}

function entry(version, onclick) {
  const when = new Date(version.at_ms).toLocaleString();
  return el("button", { class: "history-entry", "data-testid": "history-entry", "aria-pressed": "false", onclick },
    el("strong", { text: when }),
    el("span", { class: "note", text: CAUSES[version.cause] ?? visibleLine(version.cause) }),
    version.verdict ? el("span", { class: "history-verdict", text: visibleLine(version.verdict) }) : null);
}

/** How a version differs from now, and the way back. */
function fill(detail, found, restore) {
  const isSame = !found.length;
  detail.replaceChildren(
    el("div", { class: "share-row" },
      el("p", { text: isSame ? "This is what the project is now." : `Since then ${visibleLine(summary(found))}.` }),
      el("button", { class: "primary", "data-testid": "history-restore", disabled: isSame, onclick: restore, text: "Restore" })),
    ...found.map(fileChange),
  );
}

const DONE = { added: "added since", changed: "changed since", removed: "removed since" };

function fileChange({ path, change, hunks, added, removed }) {
  const counts = hunks ? `+${added} −${removed}` : "not compared as text";
  const head = el("h3", {}, el("code", { text: visibleLine(path) }), ` ${DONE[change]}, ${counts}`);
  if (!hunks) return head;
  const lines = hunks.flatMap((hunk) => [`@@ −${hunk.oldStart} +${hunk.newStart} @@`, ...hunk.lines]);
  const rows = lines.slice(0, SHOWN_LINES).map((line) => {
    const kind = { "+": "plus", "-": "minus", "@": "place" }[line[0]] ?? "equal";
    return el("span", { class: `diff-${kind}`, text: `${visibleLine(line)}\n` });
  });
  if (lines.length > rows.length) rows.push(el("span", { class: "diff-place", text: `… ${lines.length - rows.length} more lines` }));
  return el("section", {}, head, el("pre", { class: "history-diff", tabindex: "0", "aria-label": `Changes of ${visibleLine(path)}` }, ...rows));
}
