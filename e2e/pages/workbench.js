// The workbench page as a person sees it: what can be pressed, typed and read.
import { readFile } from "node:fs/promises";
import { expect } from "@playwright/test";
import { zip } from "../support/zip.js";

export const ENGINES = ["browser", "wasmtime"];

export class Workbench {
  /** @param {import("@playwright/test").Page} page */
  constructor(page) {
    this.page = page;
    const hook = (name) => page.getByTestId(name);
    this.runButton = hook("run");
    this.stopButton = hook("stop");
    this.engineSelect = hook("engine-select");
    this.verdict = hook("verdict");
    /** The verdict once it is final. */
    this.sentence = this.verdict.locator("p:not(.working)");
    this.traceTable = hook("trace-table");
    this.traceRows = hook("trace-row");
    this.traceFilter = hook("trace-filter");
    this.diagnostics = hook("diagnostics");
    this.samplesButton = hook("samples");
    this.switcher = hook("project-switcher");
    this.differencesOnly = hook("trace-differences-only");
    this.nextDifference = hook("trace-next");
    this.divergence = hook("divergence");
    this.previousDifference = hook("trace-previous");
    this.traceBody = hook("trace-body");
    this.traceCount = hook("trace-count");
    this.traceSearch = hook("trace-search");
    this.traceKind = hook("trace-kind");
    this.deniedOnly = hook("trace-denied-only");
    this.detail = hook("trace-detail");
    this.denials = hook("denials");
    this.grantButtons = hook("grant");
    this.caps = hook("trace-caps");
    this.modeTag = page.getByRole("region", { name: "Comparison" }).getByTestId("mode-tag");
    this.filesAfter = hook("file-after");
    this.palette = hook("palette");
    this.toast = hook("toast");
    this.banner = hook("server-banner");
    this.editor = page.locator(".monaco-editor").first();
    /** The number of the line the caret is on, as the editor's margin shows it. */
    this.caretLine = this.editor.locator(".active-line-number");
  }

  column(engine) { return this.page.getByTestId(`column-${engine}`); }
  outcome(engine) { return this.page.getByTestId(`outcome-${engine}`); }
  value(engine) { return this.page.getByTestId(`value-${engine}`); }
  stdout(engine) { return this.page.getByTestId(`stdout-${engine}`); }
  stderr(engine) { return this.page.getByTestId(`stderr-${engine}`); }
  file(path) { return this.page.getByTestId(`file-${path}`); }
  wave(parameter) { return this.page.getByTestId(`call-wave-${parameter}`); }
  /** The form of a call, counted from 0. */
  call(index) { return this.page.getByRole("group", { name: `Call ${index + 1}`, exact: true }); }

  /** Opens the page and waits until it can be used. */
  async open(address = "/") {
    await this.page.goto(address);
    await this.ready();
  }

  async ready() {
    await expect(this.page.locator("html")).toHaveAttribute("data-ready", "true");
  }

  /** Drops files on the page, as from a file manager. @param {{name: string, bytes: Buffer, type?: string}[]} files */
  async drop(files) {
    const transfer = await this.page.evaluateHandle((list) => {
      const data = new DataTransfer();
      for (const { name, base64, type } of list) {
        const bytes = Uint8Array.from(atob(base64), (c) => c.charCodeAt(0));
        data.items.add(new File([bytes], name, { type }));
      }
      return data;
    }, files.map(({ name, bytes, type = "" }) => ({ name, base64: bytes.toString("base64"), type })));
    for (const kind of ["dragenter", "dragover", "drop"]) {
      await this.page.locator("body").dispatchEvent(kind, { dataTransfer: transfer });
    }
  }

  /** Opens a project by dropping it as a zip. @param {Record<string, Buffer>} files */
  async openProject(files, name = "project") {
    await this.drop([{ name: `${name}.zip`, bytes: zip(files), type: "application/zip" }]);
    const title = /^title\s*=\s*"((?:[^"\\]|\\.)*)"/m.exec(files["diptych.toml"].toString())[1];
    await expect(this.switcher).toContainText(title);
  }

  /** Opens a sample from the gallery, or its denied variant. @param {string} name @param {boolean} [denied] */
  async openSample(name, denied = false) {
    await this.samplesButton.click();
    const card = this.page.getByTestId(denied ? `sample-${name}-denied` : `sample-${name}`);
    await card.click();
    await expect(card).toBeHidden();
  }

  /** Shows a file in the editor. @param {string} path */
  async show(path) {
    await this.file(path).click();
    await expect(this.editor).toBeVisible();
  }

  /** Replaces a file's whole text by pasting another. @param {string} path @param {string} text */
  async replaceText(path, text) {
    await this.show(path);
    await this.editor.click();
    await this.page.keyboard.press("ControlOrMeta+a");
    await this.paste(text);
  }

  /** Pastes at the caret: in one edit, as a person would, not character by character. @param {string} text */
  async paste(text) {
    await this.page.evaluate((pasted) => {
      const clipboardData = new DataTransfer();
      clipboardData.setData("text/plain", pasted);
      const event = new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true });
      document.activeElement.dispatchEvent(event);
    }, text);
  }

  /** @param {"browser" | "wasmtime" | "both"} choice */
  async chooseEngine(choice) {
    await this.engineSelect.selectOption(choice === "wasmtime" ? "server" : choice);
  }

  /** Presses Run and waits until the run is over. */
  run(timeout) {
    return this.running(() => this.runButton.click(), timeout);
  }

  /** Does what starts a run and waits until it is over: Stop has given way to Run again. */
  async running(start, timeout = 30_000) {
    await start();
    await expect(this.runButton).toBeVisible({ timeout });
    await expect(this.sentence).toBeVisible({ timeout });
  }

  /** One engine's strip of calls over time. */
  timeline(engine) { return this.page.getByTestId(`timeline-${engine}`); }

  /** The rows that are chosen: one or none. */
  get chosenRow() { return this.page.locator('[data-testid="trace-row"][aria-selected="true"]'); }

  /** What one engine made of a stage of the pipeline. @param {string} name @param {"browser" | "wasmtime"} engine */
  stage(name, engine) { return this.page.getByTestId(`stage-${name}-${engine}`); }

  /** Shows the runs of a stage of the pipeline, compared. @param {string} name */
  async showStage(name) {
    const button = this.page.getByTestId(`stage-${name}`).getByRole("button", { name, exact: true });
    await button.click();
    await expect(button).toHaveAttribute("aria-pressed", "true");
    await expect(this.sentence).toBeVisible();
  }

  /** Downloads one engine's trace and reads it. */
  async trace(engine) {
    return JSON.parse((await this.download(this.page.getByTestId(`download-trace-${engine}`))).bytes.toString());
  }

  /** Keeps only the host calls of one interface. @param {string} name as the list has it, or its beginning */
  async filterTrace(name) {
    const option = this.traceFilter.locator("option").filter({ hasText: name });
    await this.traceFilter.selectOption(await option.getAttribute("value"));
  }

  /** Downloads the report and reads it. */
  async report() {
    return JSON.parse((await this.download(this.page.getByTestId("download-report"))).bytes.toString());
  }

  /** Presses something that downloads a file. @param {import("@playwright/test").Locator} button */
  async download(button) {
    const [download] = await Promise.all([this.page.waitForEvent("download"), button.click()]);
    return { name: download.suggestedFilename(), bytes: await readFile(await download.path()) };
  }

  /** Runs a command from the palette. @param {string} words */
  async command(words) {
    await this.page.keyboard.press("ControlOrMeta+Shift+p");
    await expect(this.palette).toBeVisible();
    await this.page.keyboard.insertText(words);
    await this.page.keyboard.press("Enter");
  }

  /** The same page object on another page. @param {import("@playwright/test").Page} page */
  on(page) {
    return new Workbench(page);
  }

  /** Opens a saved project. @param {string} title */
  async switchTo(title) {
    await this.switcher.click();
    await this.page.getByTestId("project-entry").filter({ hasText: title }).click();
    await expect(this.switcher).toContainText(title);
  }

  /** @param {string} title */
  async renameProject(title) {
    await this.switcher.click();
    await this.page.getByTestId("project-name").fill(title);
    await this.closeDialog();
  }

  /** @param {string} title */
  async deleteProject(title) {
    await this.switcher.click();
    await this.page.getByRole("button", { name: `Delete ${title}` }).click();
    await this.closeDialog();
  }

  async closeDialog() {
    const dialog = this.page.getByRole("dialog");
    if (await dialog.isVisible()) await this.page.keyboard.press("Escape");
    await expect(dialog).toBeHidden();
  }

  /** @param {string} path */
  async createFile(path) {
    await this.page.getByTestId("new-file").click();
    await this.nameFile(path);
  }

  /** @param {string} from @param {string} to */
  async renameFile(from, to) {
    await this.file(from).press("F2");
    await this.nameFile(to);
  }

  async nameFile(path) {
    const field = this.page.getByTestId("file-name");
    await field.fill(path);
    await field.press("Enter");
    await expect(this.file(path)).toBeVisible();
  }

  /** @param {string} path */
  async deleteFile(path) {
    await this.file(path).press("Delete");
  }

  /** Downloads the project as a zip. */
  downloadZip() {
    return this.exported("zip");
  }

  /** Downloads something of what the export dialog has. @param {"zip" | "wasm" | "page" | "report"} what */
  async exported(what) {
    await this.page.getByTestId("export").click();
    const download = await this.download(this.page.getByTestId(`export-${what}`));
    await this.page.keyboard.press("Escape");
    return download;
  }

  /** Opens the share dialog and reads the link and the length it states. */
  async share() {
    await this.page.getByTestId("share").click();
    const field = this.page.getByTestId("share-url");
    await expect(field).toHaveValue(/#v/);
    const url = await field.inputValue();
    const length = Number(/[\d,.\s]*\d/.exec(await this.page.getByTestId("share-length").innerText())[0].replace(/\D/g, ""));
    await this.closeDialog();
    return { url, length };
  }

  /** Drops a file of so many zero bytes, made in the page. @param {string} name @param {number} bytes */
  async dropLarge(name, bytes) {
    await this.page.evaluate(([fileName, size]) => {
      const data = new DataTransfer();
      data.items.add(new File([new Uint8Array(size)], fileName, { type: "application/wasm" }));
      document.body.dispatchEvent(new DragEvent("drop", { dataTransfer: data, bubbles: true, cancelable: true }));
    }, [name, bytes]);
  }

  /** Chooses a theme from the palette. @param {"light" | "dark" | "system"} name */
  async switchTheme(name) {
    await this.command(name === "system" ? "Theme: follow" : `Theme: ${name}`);
  }

  /** Goes to a tab of the narrow page. @param {string} name */
  async tab(name) {
    await this.page.getByRole("tab", { name }).click();
  }

  /** Builds without running, so that the calls form knows the exports. */
  async build() {
    await this.page.getByTestId("build").click();
    await expect(this.page.getByTestId("build")).toBeHidden({ timeout: 30_000 });
  }

  /** Takes back what a notice says was done. @param {string} notice */
  async undo(notice) {
    await this.toast.filter({ hasText: notice }).getByTestId("toast-undo").click();
  }

  async dismissToasts() {
    for (const toast of await this.toast.all()) await toast.getByLabel("Dismiss").click();
  }
}
