// The path vectors that both engines' files pass (`shared/tests/files/paths.json`).
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { Ledger } from "../../ledger.js";
import "../shim-for-tests.js";
import { createTree } from "./tree.js";

const { Descriptor } = await import("./descriptor.js");

const vectors = JSON.parse(readFileSync(new URL("../../../../../shared/tests/files/paths.json", import.meta.url), "utf8"));
const named = (names) => Object.fromEntries((names ?? []).map((name) => [name === "mutate-directory" ? "mutateDirectory" : name, true]));

function tree() {
  const text = new TextEncoder();
  const root = createTree(Object.fromEntries(Object.entries(vectors.files).map(([path, content]) => [path, text.encode(content)])));
  for (const [path, target] of Object.entries(vectors.links)) {
    const [name, folder] = path.split("/").reverse();
    (folder ? root.entries.get(folder) : root).insert(name, root.create("link", target));
  }
  return root;
}

function ledger(grants) {
  const scopes = grants.map((grant) => {
    const [, access = "write", place = "/"] = grant.split(" ");
    return { access, place };
  });
  return new Ledger({ filesystem: scopes });
}

function take(root, { call, path, to, target, follow, open, flags }) {
  const pathFlags = { symlinkFollow: Boolean(follow) };
  switch (call) {
    case "stat-at": return root.statAt(pathFlags, path);
    case "readlink-at": return root.readlinkAt(path);
    case "metadata-hash-at": return root.metadataHashAt(pathFlags, path);
    case "set-times-at": return root.setTimesAt(pathFlags, path);
    case "create-directory-at": return root.createDirectoryAt(path);
    case "unlink-file-at": return root.unlinkFileAt(path);
    case "remove-directory-at": return root.removeDirectoryAt(path);
    case "rename-at": return root.renameAt(path, root, to);
    case "link-at": return root.linkAt(pathFlags, path, root, to);
    case "symlink-at": return root.symlinkAt(target, path);
    case "open-at": return root.openAt(pathFlags, path, named(open), named(flags));
    default: throw new Error(`no such step: ${call}`);
  }
}

test("paths lead where both engines say", () => {
  for (const { grants, steps } of vectors.cases) {
    const flags = { read: true, write: true, mutateDirectory: true };
    const root = new Descriptor(tree(), flags, "/", ledger(grants));
    for (const step of steps) {
      let gives = "ok";
      try {
        take(root, step);
      } catch (error) {
        gives = error;
      }
      assert.equal(gives, step.gives, `${JSON.stringify(step)} under ${grants}`);
    }
  }
});
