// The dialog of what leaves the page and what comes in.
import { el } from "../inspect/dom.js";
import { copyText } from "../page.js";
import { mayBeProject, openFolder, openJson, takeIn } from "./incoming.js";
import { grasp } from "./sources.js";

/** How long a button says that it copied. */
const SAID_MS = 2_000;

/**
 * Fills the dialog.
 * @param {HTMLElement} host
 * @param {{title: string, project: any, has_report: boolean}} context @param {(what: string, value?: any) => void} act
 */
export function show(host, context, act) {
  const status = el("p", { class: "field-error", role: "alert" });
  host.replaceChildren(
    el("h3", { text: "Export" }),
    el("div", { class: "export-choices" }, ...exports(context, act)),
    el("h3", { text: "Import" }),
    ...imports(act, status),
    status,
  );
  host.querySelector("button").focus();
}

function exports({ project, has_report: hasReport }, act) {
  const later = hasReport ? null : "Run it first.";
  const copy = choice("Copy as JSON", "Every file in one text, as “From JSON” below takes it.", "export-copy", async (button) => {
    button.textContent = (await copyText(JSON.stringify(project, null, 2))) ? "Copied" : "The browser does not let the page copy";
    setTimeout(() => { button.textContent = "Copy as JSON"; }, SAID_MS);
  });
  return [
    choice("Project .zip", "With the build files and the commands of the ordinary tools in its README.", "export-zip", () => act("zip")),
    choice("Component .wasm", "What the engines run.", "export-wasm", () => act("wasm")),
    choice("Report as a web page", "One file that shows it anywhere, without a network.", "export-page", () => act("page"), later),
    choice("Report .json", "With both traces whole.", "export-report", () => act("report"), later),
    copy,
  ];
}

function choice(name, words, testid, onclick, missing = null) {
  const button = el("button", { "data-testid": testid, disabled: missing !== null, "aria-describedby": `${testid}-words`, text: name });
  button.addEventListener("click", () => onclick(button));
  return el("div", { class: "export-choice" }, button, el("p", { class: "note", id: `${testid}-words`, text: missing ?? words }));
}

function imports(act, status) {
  const open = async (work) => {
    status.textContent = "";
    try {
      act("open", await work());
    } catch (error) {
      status.textContent = error.message;
    }
  };
  const files = picker("Files…", "import-files", { multiple: true }, (list) => open(async () => {
    const found = await grasp(list)();
    const taken = await takeIn(found);
    if (taken.problems.length) throw new Error(taken.problems.join(" "));
    if (taken.opened.length) {
      taken.opened.slice(1).forEach((opened) => act("open", opened));
      return taken.opened[0];
    }
    return openFolder({ name: found.files[0].name, files: found.files.map((file) => [file.name, file]) });
  }));
  const folder = picker("Folder…", "import-folder", { webkitdirectory: true }, (list) => open(async () => {
    const { folders } = await grasp(list)();
    if (!folders.length) throw new Error("The folder is empty.");
    return openFolder(folders[0]);
  }));
  const area = el("textarea", { rows: "4", class: "mono", "aria-label": "Project as JSON", placeholder: "{\"files\": {\"main.wat\": {\"content\": \"…\"}}}", "data-testid": "import-json" });
  const go = el("button", { "data-testid": "import-json-open", text: "Open as a new project" });
  go.addEventListener("click", () => open(() => {
    if (area.value.trim() === "") throw new Error("Paste the JSON of a gist, or of “Copy as JSON”, first.");
    if (!mayBeProject(area.value)) throw new Error("This is no JSON with an object `files`, as a gist's API or “Copy as JSON” give it.");
    return openJson(area.value, "JSON");
  }));
  return [
    el("p", { class: "note", text: "Everything opens as a new project. A folder or zip needs no diptych.toml: one is made for what it holds. Dropping anywhere on the page does the same." }),
    el("div", { class: "export-row" }, files, folder),
    el("label", { class: "field" }, el("span", { text: "From JSON: a gist, or a copied project" }), area),
    go,
  ];
}

function picker(name, testid, attributes, taken) {
  const input = el("input", { type: "file", hidden: true, "data-testid": testid, ...attributes });
  input.addEventListener("change", () => {
    if (input.files.length) taken(input.files);
  });
  const button = el("button", { text: name, onclick: () => input.click() });
  return el("span", {}, button, input);
}
