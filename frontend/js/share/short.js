// The share dialog's short link: what it is called, what it holds, publishing it, and taking it back.
import { el } from "../inspect/dom.js";
import { visibleLine } from "../inspect/text.js";
import { addressOf, publish, remove } from "../links/api.js";
import { forgetPublished, notePublished, originOf, publishedFrom } from "../links/mine.js";
import { copyButton } from "./copy.js";
import { badge } from "./markdown.js";
import { secretsIn } from "./secrets.js";

const TITLE_CHARACTERS = 200;
const DESCRIPTION_CHARACTERS = 2_000;
const day = (milliseconds) => new Date(milliseconds).toLocaleString(undefined, { dateStyle: "medium", timeStyle: "short" });

/**
 * @param {{title: string, description: string, project: any, projectId: string, reports: (() => Promise<string[]>) | null}} link
 *   `reports` gives the reports of the last run as JSON texts; `null` when the project, as it is, has not been run
 */
export function shortLink({ title, description, project, projectId, reports }) {
  const name = el("input", { type: "text", maxlength: TITLE_CHARACTERS, "data-testid": "short-title" });
  name.value = title;
  const about = el("textarea", { rows: 2, maxlength: DESCRIPTION_CHARACTERS, "data-testid": "short-description" });
  about.value = description;
  const results = el("input", { type: "checkbox", checked: reports !== null, disabled: reports === null, "data-testid": "short-results" });
  const button = el("button", { class: "primary", "data-testid": "short-publish", text: "Publish" });
  const said = el("div", { "aria-live": "polite", "data-testid": "short-said" });
  const mine = el("ul", { class: "short-mine", "data-testid": "short-mine" });
  let isWarned = false;

  async function go() {
    if (!isWarned && (await secretsIn(project)).length) {
      isWarned = true;
      button.textContent = "Publish anyway";
      said.replaceChildren(el("p", { class: "field-error", role: "alert", text: "Something in this project looks like a secret: see above. Take it out, or publish it anyway." }));
      return;
    }
    const texts = reports !== null && results.checked ? await reports() : [];
    const content = { project, title: name.value.trim(), description: about.value.trim(), reports: texts.map((text) => JSON.parse(text)) };
    const parent = originOf(projectId);
    const published = await publish(parent ? { ...content, parent } : content);
    notePublished({ id: published.id, token: published.deletion_token, title: content.title, project: projectId, at: Date.now() });
    const address = addressOf(published.id);
    const field = el("input", { type: "text", class: "mono", readonly: true, "aria-label": "Short link", "data-testid": "short-url", onfocus: ({ target }) => target.select() });
    field.value = address;
    const expires = published.expires_at ? ` It expires ${day(published.expires_at * 1000)}.` : "";
    said.replaceChildren(
      el("div", { class: "share-row" }, field, copyButton("Copy", address, { class: "primary", "data-testid": "short-copy" }), copyButton("Copy as Markdown", badge(address, content.title || title, document.baseURI), { class: "small" })),
      el("p", { class: "note", text: `Whoever has it sees the project${texts.length ? " and your results" : ""}. It never changes; this browser can delete it.${expires}` }));
    field.focus();
    list();
  }

  button.addEventListener("click", async () => {
    button.disabled = true;
    said.replaceChildren(el("p", { class: "note", role: "status", text: "Publishing…" }));
    try {
      await go();
    } catch (error) {
      const hint = error.code === "too-large" && results.checked ? " Without the results it may fit: untick them and try again." : "";
      said.replaceChildren(el("p", { class: "field-error", role: "alert", text: `Not published: ${visibleLine(error.message)}.${hint}` }));
    } finally {
      button.disabled = false;
    }
  });

  function list() {
    const entries = publishedFrom(projectId);
    mine.replaceChildren(...entries.map((entry) => el("li", { class: "share-row" },
      el("a", { href: addressOf(entry.id), target: "_blank", rel: "noopener", text: entry.title ? visibleLine(entry.title) : entry.id }),
      el("span", { class: "note", text: day(entry.at) }),
      deleteButton(entry))));
  }

  /** Deleting cannot be undone on the server, so it waits for a moment in which it can. */
  function deleteButton(entry) {
    const button = el("button", { class: "small", "data-testid": "short-delete", text: "Delete" });
    let timer = 0;
    button.addEventListener("click", () => {
      if (timer) {
        clearTimeout(timer);
        timer = 0;
        button.textContent = "Delete";
        return;
      }
      button.textContent = "Undo";
      timer = setTimeout(async () => {
        button.disabled = true;
        try {
          await remove(entry.id, entry.token);
        } catch (error) {
          // Gone is gone, by whomever.
          if (error.code !== "unknown-link") {
            said.replaceChildren(el("p", { class: "field-error", role: "alert", text: `Not deleted: ${visibleLine(error.message)}.` }));
            timer = 0;
            button.disabled = false;
            button.textContent = "Delete";
            return;
          }
        }
        forgetPublished(entry.id);
        list();
      }, UNDO_MS);
    });
    return button;
  }

  list();
  return el("section", { class: "share-short", "aria-label": "Short link" },
    el("h3", { text: "Short link" }),
    el("p", { class: "note", text: "Kept by this server, for whoever has the link." }),
    el("label", {}, "Title", name),
    el("label", {}, "Description, optional", about),
    el("label", { class: "check" }, results, reports === null ? " With results: run the project as it is first" : " With the results of the last run, traces included"),
    button, said, mine);
}

/** So long a deletion can be undone. */
const UNDO_MS = 4_000;
