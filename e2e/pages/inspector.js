// The Inspect view as a person sees it.
import { expect } from "@playwright/test";

export class Inspector {
  /** @param {import("@playwright/test").Page} page */
  constructor(page) {
    this.page = page;
    const hook = (name) => page.getByTestId(name);
    this.title = hook("inspect-title");
    this.problem = hook("inspect-problem");
    this.imports = hook("world-imports");
    this.exports = hook("world-exports");
    this.wit = hook("world-wit");
    this.sections = hook("section-row");
    this.customOnly = hook("custom-only");
    this.crumbs = hook("size-crumbs");
    this.sizeRows = hook("size-row");
    this.treemap = hook("treemap");
    this.wat = hook("wat-list");
    this.find = hook("wat-find");
    this.says = hook("wat-says");
    this.summary = hook("compare-summary");
    this.changes = hook("world-change");
    this.result = hook("compare-result");
  }

  /** The lines of text on the screen. */
  get lines() { return this.wat.getByRole("listitem"); }

  /** Opens the view with the project's component. */
  async open() {
    await this.page.keyboard.press("F4");
    await expect(this.title).toContainText("component");
  }

  /** @param {"world" | "size" | "sections" | "wat" | "compare"} tab */
  async tab(tab) {
    await this.page.getByTestId(`inspect-${tab}`).click();
  }

  /**
   * Opens a file from disk: a large one has to be on one, because bytes from here would cross as text.
   * @param {string | {name: string, buffer: Buffer}} file its path, or what it is
   * @param {"subject" | "other"} [place]
   */
  async openFile(file, place = "subject") {
    const files = typeof file === "string" ? file : { mimeType: "application/wasm", ...file };
    await this.page.getByTestId(`inspect-file-${place}`).setInputFiles(files);
  }
}
