// A component's side of the resources that it imports: classes around the objects of those who define them,
// and how many handles are held.
import { pascalCase, splitFunctionName } from "./names.js";

/** Handles one run may hold open at once (`resource-handles`), as on the server. */
const RESOURCE_HANDLES = 20_000;

const symbolDispose = Symbol.dispose ?? Symbol.for("dispose");
/** Tells the membrane's own use of a class from a guest's call of its constructor. */
const AROUND = Symbol("around");
// What the membrane keeps in classes and handles has symbols for names: a guest names its own functions.
const CONSTRUCT = Symbol("construct");
const INNER = Symbol("inner");

/** How many handles all components of a run hold. */
export class HandleBudget {
  #ending;
  #held = 0;

  /** @param {import("./ending.js").Ending} ending */
  constructor(ending) {
    this.#ending = ending;
  }

  take() {
    this.#held += 1;
    if (this.#held > RESOURCE_HANDLES) this.#ending.limit("resource-handles", RESOURCE_HANDLES);
  }

  release() {
    this.#held -= 1;
  }
}

/** The handles that one component holds of what others define. */
export class Handles {
  #budget;
  /** A class for each resource that the component imports of the host, by jco's name for it. */
  classes = Object.create(null);

  /** @param {{resources: string[], functions: any[]}[]} imports the host's @param {HandleBudget} budget */
  constructor(imports, budget) {
    this.#budget = budget;
    const names = imports.flatMap(({ resources, functions }) => [
      ...resources,
      ...functions.map(({ name }) => splitFunctionName(name).resource).filter(Boolean),
    ]);
    for (const name of names) this.classes[pascalCase(name)] ??= this.newClass();
  }

  /** The classes of one import, by jco's name of the resource. @param {string} importName */
  classesOf(importName) {
    return this.classes;
  }

  /** A handle that the component owns, around the definer's object. */
  around(Class, inner) {
    this.#budget.take();
    return new Class(AROUND, inner);
  }

  /** A handle for the time of one call; it counts for who owns the object. */
  lent(Class, inner) {
    return new Class(AROUND, inner);
  }

  /** The definer's object of a handle that the component gives away. */
  given(handle) {
    const inner = handle[INNER];
    this.#release(handle);
    return inner;
  }

  #release(handle) {
    if (handle[INNER] === null) return;
    handle[INNER] = null;
    this.#budget.release();
  }

  /** A class of handles, without functions so far. */
  newClass() {
    const handles = this;
    return class Handle {
      /** The membrane gives `AROUND` and the definer's object; a guest the arguments of a constructor. */
      constructor(around, inner, ...rest) {
        if (around !== AROUND) return new.target[CONSTRUCT](around, inner, ...rest);
        this[INNER] = inner;
      }

      [symbolDispose]() {
        const inner = this[INNER];
        handles.#release(this);
        inner?.[symbolDispose]?.();
      }
    };
  }
}

/** The definer's object behind a handle; null when it was given away. */
export const innerOf = (handle) => handle[INNER];

/**
 * Puts a function of a resource into its class. The first import of it names it; two versions of one
 * interface share the classes of what the host defines.
 * @param {any} Class
 * @param {"method" | "static" | "constructor"} kind
 * @param {string} name as jco spells it
 * @param {Function} value
 */
export function define(Class, kind, name, value) {
  const object = kind === "method" ? Class.prototype : Class;
  const key = kind === "constructor" ? CONSTRUCT : name;
  if (!Object.hasOwn(object, key)) Object.defineProperty(object, key, { value, configurable: true });
}
