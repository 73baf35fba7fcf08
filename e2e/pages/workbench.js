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
    this.traceTable = hook("trace-table");
    this.traceRows = hook("trace-row");
    this.traceFilter = hook("trace-filter");
    this.diagnostics = hook("diagnostics");
    this.samplesButton = hook("samples");
    this.switcher = hook("project-switcher");
    this.palette = hook("palette");
    this.toast = hook("toast");
    this.banner = hook("server-banner");
    this.editor = page.locator(".monaco-editor").first();
  }

  column(engine) { return this.page.getByTestId(`column-${engine}`); }
  outcome(engine) { return this.page.getByTestId(`outcome-${engine}`); }
  value(engine) { return this.page.getByTestId(`value-${engine}`); }
  stdout(engine) { return this.page.getByTestId(`stdout-${engine}`); }
  stderr(engine) { return this.page.getByTestId(`stderr-${engine}`); }
  file(path) { return this.page.getByTestId(`file-${path}`); }
  wave(parameter) { return this.page.getByTestId(`call-wave-${parameter}`); }

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

  /** Opens a sample from the gallery. @param {string} name */
  async openSample(name) {
    await this.samplesButton.click();
    await this.page.getByTestId(`sample-${name}`).click();
    await expect(this.page.getByTestId(`sample-${name}`)).toBeHidden();
  }

  /** Shows a file in the editor. @param {string} path */
  async show(path) {
    await this.file(path).click();
    await expect(this.editor).toBeVisible();
  }

  /** Replaces a file's whole text by typing. @param {string} path @param {string} text */
  async type(path, text) {
    await this.show(path);
    await this.editor.click();
    await this.page.keyboard.press("ControlOrMeta+a");
    await this.page.keyboard.insertText(text);
  }

  /** @param {"browser" | "wasmtime" | "both"} choice */
  async chooseEngine(choice) {
    await this.engineSelect.selectOption(choice);
  }

  /** Presses Run and waits until it is over. */
  async run(timeout = 30_000) {
    const before = await this.runsFinished();
    await this.runButton.click();
    await this.finished(before, timeout);
  }

  /** How many runs this page has finished. */
  async runsFinished() {
    return Number(await this.page.locator("html").getAttribute("data-runs") ?? 0);
  }

  async finished(before, timeout = 30_000) {
    await expect.poll(() => this.runsFinished(), { timeout, message: "the run ends" }).toBeGreaterThan(before);
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
}
