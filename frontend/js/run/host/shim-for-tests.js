// For tests under Node: preview2-shim's browser build, which the page's bundle has.
import { register } from "node:module";

const hook = `
  const shim = "@bytecodealliance/preview2-shim/";
  export const resolve = (specifier, context, next) =>
    next(specifier.startsWith(shim) ? new URL("dist/browser/" + specifier.slice(shim.length) + ".js", "${new URL("../../../node_modules/@bytecodealliance/preview2-shim/", import.meta.url)}").href : specifier, context);
`;
register(`data:text/javascript,${encodeURIComponent(hook)}`);
