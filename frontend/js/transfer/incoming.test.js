// Which files are looked at, and which JSON may be a project.
import assert from "node:assert/strict";
import { test } from "node:test";
import { mayBeProject, titleOf } from "./incoming.js";
import { grasp, isMade } from "./sources.js";

test("folders that tools make are left out, and cargo's only beside a Cargo.toml", () => {
  const paths = new Set(["p/Cargo.toml", "p/target/a", "q/target/b"]);
  assert.ok(isMade("p/target/a", paths));
  assert.ok(!isMade("q/target/b", paths));
  assert.ok(isMade("p/x/node_modules/y/z.js", paths));
  assert.ok(!isMade("node_modules", paths));
});

test("JSON is a project when it has files by name", () => {
  for (const text of ['{"files":{}}', '{"project":{"files":{}}}', '{"content":{"project":{"files":{}}}}']) assert.ok(mayBeProject(text), text);
  for (const text of ["", "null", "[]", '{"files":["a"]}', '{"name":"x","files":null}', '{"dependencies":{}}']) assert.ok(!mayBeProject(text), text);
});

test("names become titles", () => assert.deepEqual(["a.zip", "b.c.JSON", "folder"].map(titleOf), ["a", "b.c", "folder"]));

test("files chosen with their folder are put together", async () => {
  const file = (webkitRelativePath, name) => ({ webkitRelativePath, name });
  const { files, folders } = await grasp([file("p/a.wat", "a.wat"), file("", "b.txt"), file("p/wit/w.wit", "w.wit")])();
  assert.deepEqual(files.map(({ name }) => name), ["b.txt"]);
  assert.deepEqual(folders.map(({ name, files: inside }) => [name, inside.map(([path]) => path)]), [["p", ["p/a.wat", "p/wit/w.wit"]]]);
});

test("a dropped folder is read to its end, whatever its reader gives at once", async () => {
  const leaf = (fullPath) => ({ isDirectory: false, fullPath, file: (resolve) => resolve({ name: fullPath }) });
  const folder = (name, ...parts) => ({
    isDirectory: true, name, createReader: () => ({ readEntries: (resolve) => resolve(parts.splice(0, 1)) }),
  });
  const root = folder("p", leaf("/p/a"), folder("q", leaf("/p/q/b"), leaf("/p/q/c")), leaf("/p/d"));
  const items = [{ kind: "file", webkitGetAsEntry: () => root, getAsFile: () => null }, { kind: "string" }];
  const { folders } = await grasp({ items, files: [] })();
  assert.deepEqual(folders[0].files.map(([path]) => path).sort(), ["p/a", "p/d", "p/q/b", "p/q/c"]);
});
