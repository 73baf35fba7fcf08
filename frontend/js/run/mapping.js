// Values with handles inside: how to pass one side's handles as the other's.
import { camelCase, pascalCase } from "./names.js";
import { isTaggedOption } from "./types.js";

/**
 * A function that maps every handle inside a value of `type`; null when it has none.
 * @param {any} type
 * @param {Record<string, any>} classes by jco's name of the resource
 * @param {(Class: any, object: any, isOwned: boolean, resource: string) => any} handle
 * @returns {((value: any) => any) | null}
 */
export function mapping(type, classes, handle) {
  const of = (inner) => (inner ? mapping(inner, classes, handle) : null);
  switch (type?.kind) {
    case "own": case "borrow": {
      const Class = classes[pascalCase(type.resource)];
      const isOwned = type.kind === "own";
      return (object) => handle(Class, object, isOwned, type.resource);
    }
    case "list": {
      const element = of(type.element);
      return element && ((values) => Array.from(values, element));
    }
    case "option": {
      const some = of(type.some);
      if (!some) return null;
      if (isTaggedOption(type)) return (value) => (value.tag === "some" ? { tag: "some", val: some(value.val) } : value);
      return (value) => (value === undefined || value === null ? undefined : some(value));
    }
    case "result": {
      const cases = { ok: of(type.ok), err: of(type.err) };
      if (!cases.ok && !cases.err) return null;
      return ({ tag, val }) => ({ tag, val: cases[tag] ? cases[tag](val) : val });
    }
    case "tuple": {
      const items = type.items.map(of);
      return items.some(Boolean) ? (values) => values.map((value, index) => items[index]?.(value) ?? value) : null;
    }
    case "record": {
      const fields = type.fields.map(({ name, ty }) => [camelCase(name), of(ty)]).filter(([, map]) => map);
      if (fields.length === 0) return null;
      return (value) => ({ ...value, ...Object.fromEntries(fields.map(([name, map]) => [name, map(value[name])])) });
    }
    case "variant": {
      const cases = new Map(type.cases.map(({ name, ty }) => [name, of(ty)]).filter(([, map]) => map));
      if (cases.size === 0) return null;
      return (value) => (cases.has(value.tag) ? { tag: value.tag, val: cases.get(value.tag)(value.val) } : value);
    }
    default:
      return null;
  }
}
