// A ledger for each part of a composition. The host is one for all of them: it asks that of the part that calls it.
import { byUtf8 } from "./host/order.js";
import { Ledger } from "./ledger.js";

/** The ledgers of one run, and together a `Ledger` for the host. */
export class PartLedgers {
  #parts;
  #current;

  /** @param {{instance: string, scopes: Record<string, any[]>}[]} parts in the composition's order */
  constructor(parts) {
    this.#parts = parts.map(({ instance, scopes }) => ({ instance, ledger: new Ledger(scopes) }));
    this.#current = this.#parts[0].ledger;
  }

  /** The ledger of a part. @param {number} index in the composition's order */
  of(index) {
    return this.#parts[index].ledger;
  }

  /** This part calls the host now. @param {Ledger} ledger */
  turnTo(ledger) {
    this.#current = ledger;
  }

  check(capability, scope) {
    return this.#current.check(capability, scope);
  }

  use(need) {
    this.#current.use(need);
  }

  names(capability) {
    return this.#current.names(capability);
  }

  get changes() {
    return this.#parts.reduce((sum, { ledger }) => sum + ledger.changes, 0);
  }

  get used() {
    return this.#union(({ used }) => used);
  }

  get denied() {
    return this.#union(({ denied }) => denied);
  }

  /** What each part needed, as the report tells it. */
  get parts() {
    return this.#parts.map(({ instance, ledger: { used, denied } }) => ({ instance, used, denied }));
  }

  #union(needs) {
    return [...new Set(this.#parts.flatMap(({ ledger }) => needs(ledger)))].sort(byUtf8);
  }
}
