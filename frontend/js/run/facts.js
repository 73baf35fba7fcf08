// What becomes of a run beside its calls: memory, needs, files. Told as they change, so that a run that
// is cut off has them in its report.
import { fileChanges } from "./host/files/changes.js";

/** Telling files may take this part of a run's time. */
const FILES_SHARE = 1 / 20;

/** The facts of one run. */
export class Facts {
  #settings;
  #ledger;
  #saidBytes = 0;
  #saidNeeds = 0;
  #saidChanges = 0;
  #filesAfterMs = 0;
  /** What has `bytes` of linear memory. @type {{bytes: number} | null} */
  memory = null;
  /** The virtual files. @type {import("./host/files/tree.js").Node | null} */
  root = null;

  /** @param {any} settings @param {import("./ledger.js").Ledger | import("./part-ledgers.js").PartLedgers} ledger */
  constructor(settings, ledger) {
    this.#settings = settings;
    this.#ledger = ledger;
  }

  /** What has changed since it was last told. */
  news() {
    const news = {};
    const bytes = this.memory?.bytes ?? 0;
    if (bytes > this.#saidBytes) news.memoryBytes = this.#saidBytes = bytes;
    const { changes } = this.#ledger;
    if (changes > this.#saidNeeds) {
      this.#saidNeeds = changes;
      const { used, denied, parts } = this.#ledger;
      Object.assign(news, { used, denied }, parts && { parts });
    }
    const fileChanges = this.root?.budget.changes ?? 0;
    const beganMs = performance.now();
    if (fileChanges > this.#saidChanges && beganMs >= this.#filesAfterMs) {
      this.#saidChanges = fileChanges;
      news.files = this.#files();
      const endedMs = performance.now();
      this.#filesAfterMs = endedMs + (endedMs - beganMs) / FILES_SHARE;
    }
    return news;
  }

  /** The same at the end of the run. */
  last() {
    this.#filesAfterMs = 0;
    return this.news();
  }

  #files() {
    return fileChanges(this.root, this.#settings.files, this.#settings.limits.fileBytes);
  }
}
