// A component's names and inner modules are found in whole and in broken text.
import assert from "node:assert/strict";
import { test } from "node:test";
import { isComponent, moduleText, nameAt, namesAt, readForms } from "./wat-forms.js";

const COMPONENT = `;; a (comment) with $names
(component
  (import "wasi:cli/stdout@0.2.6" (instance $stdout))
  (core module $m (; (component) ;)
    (func $one (export "f") (result i32) (i32.const 1)))
  (core instance $i (instantiate $m))
  (func $f (canon lift (core func $i "f")))
  (export "f" (func $f)))
`;

/** The definition of the name at the last place of `use`. */
function definition(text, use) {
  const found = nameAt(readForms(text), text.lastIndexOf(use) + use.length);
  return found?.definition ? text.slice(found.definition.form.start).split("\n")[0] : null;
}

test("components are told from modules", () => {
  assert.equal(isComponent(readForms(COMPONENT)), true);
  assert.equal(isComponent(readForms("(; (component) ;) (module)")), false);
  assert.equal(isComponent(readForms("")), false);
});

test("names lead to the form that gives them", () => {
  assert.match(definition(COMPONENT, "(instantiate $m"), /^\(core module \$m/);
  assert.match(definition(COMPONENT, "(core func $i"), /^\(core instance \$i/);
  assert.match(definition(COMPONENT, "(func $f"), /^\(func \$f \(canon/);
  assert.equal(definition(`${COMPONENT}(x $nowhere`, "$nowhere"), null);
});

test("what is named is known outside of modules and inside", () => {
  const root = readForms(COMPONENT);
  const names = (offset) => namesAt(root, offset).map(({ name }) => name.text);
  assert.deepEqual(names(COMPONENT.lastIndexOf("(export")), ["$stdout", "$m", "$i", "$f"]);
  assert.ok(names(COMPONENT.indexOf("i32.const")).includes("$one"));
});

test("an inner module keeps its place", () => {
  const root = readForms(COMPONENT);
  const inside = COMPONENT.indexOf("i32.const");
  const module = moduleText(COMPONENT, root, inside);
  assert.equal(module.length, COMPONENT.length);
  assert.equal(module.indexOf("i32.const"), inside);
  assert.match(module.trim(), /^\(module \$m [^]*\(i32\.const 1\)\)\)$/);
  assert.equal(moduleText(COMPONENT, root, COMPONENT.indexOf("instantiate")), null);
});

test("open ends and deep nests do no harm", () => {
  assert.match(definition("(component (core module $m) (core instance $i (instantiate $m", "$m"), /core module/);
  readForms("(".repeat(100_000));
  readForms(")".repeat(1_000) + '"' + "(;".repeat(1_000));
});
