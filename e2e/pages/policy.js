// The policy section of the run settings as a person sees it: what is asked for, granted and used.
import { expect } from "@playwright/test";

export class Policy {
  /** @param {import("./workbench.js").Workbench} workbench */
  constructor(workbench) {
    this.workbench = workbench;
    const hook = (name) => workbench.page.getByTestId(name);
    this.section = hook("policy");
    this.empty = hook("policy-empty");
    this.proof = hook("proof");
    this.unknown = hook("unknown-imports");
    this.others = hook("other-capabilities");
    this.lastRun = hook("last-run");
    this.summary = hook("last-run-summary");
    this.tightenButton = hook("tighten");
    this.deniedNeeds = hook("denied-need");
    this.grantsFor = hook("grants-for");
    this.strangers = hook("unknown-instance");
    this.proposedParts = hook("proposal-part");
    this.applyTighten = hook("tighten-apply");
    this.mode = hook("mode-switch");
    this.asText = hook("policy-as-text");
  }

  /** A capability's row. @param {string} name */
  capability(name) { return this.workbench.page.getByTestId(`capability-${name}`); }

  /** How much of a capability is granted. @param {string} name */
  extent(name) { return this.workbench.page.getByTestId(`grant-${name}`); }

  /** The rows of a capability's scopes. @param {string} name */
  scopes(name) { return this.workbench.page.getByTestId(`scopes-${name}`); }

  /** One part's box. @param {string} name @param {string} part */
  part(name, part) { return this.workbench.page.getByTestId(`grant-${name}-${part}`); }

  /** What the last run used of a capability. @param {string} name */
  used(name) { return this.workbench.page.getByTestId(`used-${name}`); }

  /** The functions that a capability's row says are imported. @param {string} name */
  asked(name) { return this.workbench.page.getByTestId(`asked-${name}`); }

  /** The section of what a host holds. @param {string} name */
  held(name) { return this.workbench.page.getByTestId(`held-${name}`); }

  /** Unfolds what the component does not ask for, once that is known: learning it folds the list. */
  async unfoldOthers() {
    await expect(this.others.locator("summary").first()).toContainText("It does not ask for");
    await this.unfold(this.others);
  }

  /** Unfolds a `details`. @param {import("@playwright/test").Locator} details */
  async unfold(details) {
    if (!(await details.evaluate((element) => element.open))) await details.locator("summary").first().click();
    await expect(details).toHaveJSProperty("open", true);
  }

  /** @param {"none" | "pure" | "command-line" | "everything-virtual"} name */
  preset(name) { return this.workbench.page.getByTestId(`preset-${name}`); }

  /** Sets how much of a capability is granted. @param {string} name @param {"off" | "whole" | "scoped"} extent */
  async grant(name, extent) {
    await this.extent(name).selectOption(extent);
  }

  /** Presses Grant on a denied need and waits for the run that follows. @param {string} need */
  grantNeed(need) {
    const row = this.deniedNeeds.filter({ hasText: need });
    return this.workbench.running(() => row.getByTestId("grant-need").click());
  }

  /** Presses Tighten and waits for the run that follows. */
  tighten() {
    return this.workbench.running(() => this.tightenButton.click());
  }

  /** The manifest as the project has it, from its archive's bytes. */
  async manifest() {
    const { bytes } = await this.workbench.downloadZip();
    return entry(bytes, "diptych.toml");
  }
}

/** One file of a zip, as text. @param {Buffer} zip @param {string} name */
async function entry(zip, name) {
  const { inflateRawSync } = await import("node:zlib");
  for (let at = 0; zip.readUInt32LE(at) === 0x04034b50;) {
    const method = zip.readUInt16LE(at + 8);
    const size = zip.readUInt32LE(at + 18);
    const nameLength = zip.readUInt16LE(at + 26);
    const start = at + 30 + nameLength + zip.readUInt16LE(at + 28);
    const data = zip.subarray(start, start + size);
    if (zip.subarray(at + 30, at + 30 + nameLength).toString() === name) {
      return (method === 0 ? data : inflateRawSync(data)).toString();
    }
    at = start + size;
  }
  throw new Error(`no ${name} in the archive`);
}
