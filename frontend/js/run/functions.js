// Functions of an interface's JavaScript object by their component-model names.
import { camelCase, pascalCase, splitFunctionName } from "./names.js";

/**
 * The function of `functions` that `name` means, as `(self, args)`: a method is its object's; constructors
 * and statics are a class's among the interface's functions, by jco's name of the resource.
 * @param {Record<string, any>} functions
 * @param {string} name `add`, `[method]counter.increment`
 * @returns {(self: any, args: any[]) => any}
 */
export function functionOf(functions, name) {
  const { kind, resource, name: bare } = splitFunctionName(name);
  const method = camelCase(bare);
  const Class = resource ? functions[pascalCase(resource)] : null;
  switch (kind) {
    case "method": return (self, args) => self[method](...args);
    case "constructor": return (_, args) => new Class(...args);
    case "static": return (_, args) => Class[method](...args);
    default: return (_, args) => functions[method](...args);
  }
}
