// The handles of one part of a composition: of the host's resources and of those that other parts define.
//
// Each part has classes of its own, so that a method's call is known to be that part's. A handle that goes from
// one part to another becomes one of the receiver's classes around the same object, and keeps its name in the
// trace; where the receiver defines the resource, it gets its own object back.
import { Handles, innerOf } from "./handles.js";
import { pascalCase, splitFunctionName } from "./names.js";

/** What a handle's resource is: the host's by name, or an `Origin`. */
const ORIGIN = Symbol("origin");
/** The `PartHandles` whose class a handle is of. */
const OWNER = Symbol("owner");

/** A resource that a part defines. */
class Origin {
  /** @param {PartHandles} definer */
  constructor(definer) {
    this.definer = definer;
  }
}

/**
 * Who supplies an import.
 * @typedef {object} Supplier
 * @property {string} instance its name
 * @property {PartHandles} handles
 * @property {Record<string, any>} functions what it exports there
 * @property {string | null} export the name of an exported function; null for an interface
 */

/** The handles that one part holds. */
export class PartHandles extends Handles {
  #names;
  /** Of the resources that it defines, by the prototype of jco's class. @type {Map<object, Origin>} */
  #defined = new Map();
  /** Its classes by what they are of. @type {Map<string | Origin, any>} */
  #byOrigin = new Map();
  /** Its classes of what other parts define: by import, then by jco's name of the resource. */
  #imported = new Map();

  /**
   * @param {any[]} imports the part's, as inspected
   * @param {(importName: string) => Supplier | null} supplierOf the part that supplies an interface; null for the host
   * @param {import("./handles.js").HandleBudget} budget
   * @param {import("./tracer.js").HandleNames | null} names null for a run that is only timed
   */
  constructor(imports, supplierOf, budget, names) {
    super(imports.filter(({ name }) => !supplierOf(name)), budget);
    this.#names = names;
    for (const [name, Class] of Object.entries(this.classes)) this.#own(Class, name);
    for (const { name, functions, resources } of imports) {
      const supplier = supplierOf(name);
      if (!supplier) continue;
      const classes = Object.create(null);
      this.#imported.set(name, classes);
      const named = functions.map((signature) => splitFunctionName(signature.name).resource).filter(Boolean);
      for (const resource of new Set([...resources, ...named].map(pascalCase))) {
        classes[resource] = this.newClass();
        const defined = supplier.functions[resource]?.prototype;
        if (defined) this.#own(classes[resource], defined[ORIGIN] ?? supplier.handles.#origin(defined));
      }
    }
  }

  /** The classes of one import, by jco's name of the resource. */
  classesOf(importName) {
    return this.#imported.get(importName) ?? super.classesOf(importName);
  }

  /**
   * This part's side of a handle that another part passes it for a call, or gives it.
   * @param {object} handle of the giver's classes
   * @param {boolean} isOwned
   * @param {PartHandles} giver
   * @param {string} resource its bare name
   */
  receive(handle, isOwned, giver, resource) {
    const origin = handle[ORIGIN];
    if (origin.definer === this) return isOwned ? giver.given(handle) : innerOf(handle);
    const Class = this.classFor(origin, resource);
    const received = isOwned ? this.around(Class, giver.given(handle)) : this.lent(Class, innerOf(handle));
    this.#names?.same(handle, received);
    return received;
  }

  /**
   * This part's handle of what a call of another part returned.
   * @param {object} returned one of the giver's handles, or an object of a class that it defines
   * @param {PartHandles} giver
   * @param {string} resource its bare name
   */
  accept(returned, giver, resource) {
    if (returned[OWNER] === giver) return this.receive(returned, true, giver, resource);
    const origin = giver.#origin(Object.getPrototypeOf(returned));
    return this.around(this.classFor(origin, resource), returned);
  }

  /** Its class of a resource. @param {string | Origin} origin @param {string} resource its bare name */
  classFor(origin, resource) {
    const known = this.#byOrigin.get(origin);
    if (known) return known;
    // What it imports under another name than the one it comes by.
    const name = pascalCase(resource);
    const Class = [...this.#imported.values()].map((classes) => classes[name]).find(Boolean) ?? this.classes[name];
    if (!Class) throw new ReferenceError(`a part was given a \`${resource}\`, which it does not import`);
    this.#byOrigin.set(origin, Class);
    return Class;
  }

  /** Makes a class known as this part's. */
  #own(Class, origin) {
    Class.prototype[ORIGIN] = origin;
    Class.prototype[OWNER] = this;
    this.#byOrigin.set(origin, Class);
    return Class;
  }

  #origin(prototype) {
    let origin = this.#defined.get(prototype);
    if (!origin) this.#defined.set(prototype, origin = new Origin(this));
    return origin;
  }

  /** A class of its own for whatever comes. */
  ownClass(origin) {
    return this.#own(this.newClass(), origin);
  }
}

/** The handles of whoever calls the whole: of any resource, and none is dropped while the run lasts. */
export class OutsideHandles extends PartHandles {
  #classes = new Map();
  #kept = [];

  /** @param {import("./handles.js").HandleBudget} budget @param {import("./tracer.js").HandleNames | null} names */
  constructor(budget, names) {
    super([], () => null, budget, names);
  }

  around(Class, inner) {
    const handle = super.around(Class, inner);
    this.#kept.push(handle);
    return handle;
  }

  classFor(origin) {
    let Class = this.#classes.get(origin);
    if (!Class) this.#classes.set(origin, Class = this.ownClass(origin));
    return Class;
  }
}
