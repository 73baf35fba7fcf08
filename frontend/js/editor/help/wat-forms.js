// WebAssembly text as nested forms, read as far as it makes sense: where modules are, and what `$names` mean.
//
// A component's text is no core module, which is all that the WAT kit knows. So its inner core modules are
// given to the kit one by one, and the names of the component itself are looked up here. Text that is
// being typed is rarely whole, so nothing here needs it to be.

/**
 * @typedef {{text: string, start: number, end: number}} Atom
 * @typedef {{start: number, end: number, atoms: Atom[], children: Form[], parent: Form | null}} Form
 */

/** How deep forms are followed; deeper ones are left out. */
const DEPTH = 500;

const TOKEN = /;;[^\n]*|\(;|;\)|[()]|\$?"(?:[^"\\\n]|\\.)*"?|[^\s()";]+|;/g;

/** @param {string} text @returns {Form} a form without words that holds all others */
export function readForms(text) {
  const root = { start: 0, end: text.length, atoms: [], children: [], parent: null };
  let form = root;
  let depth = 0;
  let comments = 0;
  for (const { 0: token, index } of text.matchAll(TOKEN)) {
    if (token === "(;") comments += 1;
    else if (token === ";)") comments = Math.max(0, comments - 1);
    else if (comments > 0 || token.startsWith(";")) continue;
    else if (token === "(") {
      depth += 1;
      if (depth > DEPTH) continue;
      const child = { start: index, end: text.length, atoms: [], children: [], parent: form };
      form.children.push(child);
      form = child;
    } else if (token === ")") {
      if (depth > 0 && depth <= DEPTH) {
        form.end = index + 1;
        form = form.parent;
      }
      depth = Math.max(0, depth - 1);
    } else if (depth <= DEPTH) form.atoms.push({ text: token, start: index, end: index + token.length });
  }
  return root;
}

/** @param {Form} root @returns {boolean} */
export const isComponent = (root) => root.children[0]?.atoms[0]?.text === "component";

/** The words at a form's head: `core module`. @param {Form} form */
function head({ atoms }) {
  const [first, second] = atoms;
  if (first?.text !== "core" || !second || /^[$"]/.test(second.text)) return first?.text ?? "";
  return `core ${second.text}`;
}

/** The innermost form that holds `offset`. @param {Form} form @param {number} offset */
function innermost(form, offset) {
  for (;;) {
    const inside = form.children.find(({ start, end }) => start < offset && offset <= end);
    if (!inside) return form;
    form = inside;
  }
}

/** The forms around `form`, itself first. @param {Form | null} form */
function* outward(form) {
  for (; form; form = form.parent) yield form;
}

/**
 * The text with everything blanked but the core module around `offset`, so that places stay the same.
 * `null` outside of core modules that are written out.
 * @param {string} text @param {Form} root @param {number} offset
 */
export function moduleText(text, root, offset) {
  for (const form of outward(innermost(root, offset))) {
    if (head(form) !== "core module" || form.parent === null || head(form.parent) !== "component") continue;
    const [core, module] = form.atoms;
    if (offset <= module.end) return null;
    const blank = (part) => part.replace(/[^\n\r]/g, " ");
    return `${blank(text.slice(0, core.start - 1))}${blank(text.slice(core.start - 1, module.start - 1))}(${text.slice(module.start, form.end)}${blank(text.slice(form.end))}`;
  }
  return null;
}

const SCOPES = new Set(["component", "core module", "module"]);
const BINDERS = new Set([...SCOPES, "import", "alias", "export"]);

/**
 * Whether a form gives a name rather than using one: a field of a component or module, an import's or an
 * alias's item. An export's item uses one.
 * @param {Form} form
 */
function gives(form) {
  const around = form.parent ? head(form.parent) : "";
  if (!BINDERS.has(around)) return false;
  return around !== "export" && head(form) !== "with";
}

/** The `$name` that a form gives. @param {Form} form */
function given(form) {
  const words = head(form).split(" ").length;
  const name = form.atoms[words];
  return name?.text.startsWith("$") && gives(form) ? name : null;
}

/** What is named inside `scope`, without what inner scopes name. @param {Form} scope */
function* names(scope) {
  for (const form of scope.children) {
    const name = given(form);
    if (name) yield { name, form };
    if (!SCOPES.has(head(form))) yield* names(form);
  }
}

/** Everything that has a name at `offset`, the nearest first. @param {Form} root @param {number} offset */
export function namesAt(root, offset) {
  const seen = new Map();
  for (const scope of outward(innermost(root, offset))) {
    if (!SCOPES.has(head(scope))) continue;
    for (const { name, form } of names(scope)) {
      if (!seen.has(name.text)) seen.set(name.text, { name, form, kind: head(form) });
    }
  }
  return [...seen.values()];
}

/** The `$name` at `offset`, and the form that gives it. @param {Form} root @param {number} offset */
export function nameAt(root, offset) {
  const around = innermost(root, offset);
  const atom = around.atoms.find(({ text, start, end }) => text.startsWith("$") && start <= offset && offset <= end);
  if (!atom) return null;
  if (given(around) === atom) return { atom, definition: { name: atom, form: around } };
  const kind = head(around);
  for (const scope of outward(around)) {
    if (!SCOPES.has(head(scope))) continue;
    const found = [...names(scope)].filter(({ name }) => name.text === atom.text);
    if (found.length > 0) return { atom, definition: found.find(({ form }) => head(form) === kind) ?? found[0] };
  }
  return { atom, definition: null };
}
