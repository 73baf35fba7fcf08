// The guest's side of the host's resources: classes around the host's objects, and how many are held.
import { pascalCase, splitFunctionName } from "./names.js";

/** Handles one run may hold open at once (`resource-handles`), as on the server. */
const RESOURCE_HANDLES = 20_000;

const symbolDispose = Symbol.dispose ?? Symbol.for("dispose");
/** Tells the membrane's own use of a class from a guest's call of its constructor. */
const AROUND = Symbol("around");

/** The handles that a guest holds of the host. */
export class Handles {
  #ending;
  #held = 0;
  /** A class for each resource that the component imports, by jco's name for it. */
  classes = Object.create(null);

  /** @param {any} inspection @param {import("./ending.js").Ending} ending */
  constructor(inspection, ending) {
    this.#ending = ending;
    const names = inspection.imports.flatMap(({ resources, functions }) => [
      ...resources,
      ...functions.map(({ name }) => splitFunctionName(name).resource).filter(Boolean),
    ]);
    for (const name of names) this.classes[pascalCase(name)] ??= this.#class();
  }

  /** A handle for the guest around the host's object. */
  around(Class, inner) {
    this.#held += 1;
    if (this.#held > RESOURCE_HANDLES) this.#ending.limit("resource-handles", RESOURCE_HANDLES);
    return new Class(AROUND, inner);
  }

  /** The host's object of a handle that the guest gives away. */
  given(handle) {
    const { inner } = handle;
    this.#release(handle);
    return inner;
  }

  #release(handle) {
    if (handle.inner === null) return;
    handle.inner = null;
    this.#held -= 1;
  }

  #class() {
    const handles = this;
    return class Handle {
      /** The membrane gives `AROUND` and the host's object; a guest the arguments of a constructor. */
      constructor(around, inner, ...rest) {
        if (around !== AROUND) return new.target.construct(around, inner, ...rest);
        this.inner = inner;
      }

      [symbolDispose]() {
        const { inner } = this;
        handles.#release(this);
        inner?.[symbolDispose]?.();
      }
    };
  }
}
