// The blob store keeps the server's rules.
import assert from "node:assert/strict";
import { test } from "node:test";
import "./shim-for-tests.js";
import { Shelves, STORE_BYTES, StoreBudget } from "./shelves.js";

const { createBlobStore, part } = await import("./blob-store.js");

const text = (string) => new TextEncoder().encode(string);
const thrown = (error, operation) => assert.throws(operation, (thrown) => {
  assert.deepEqual(thrown, error);
  return true;
});

/** A store of these containers; `denied` are needs that the policy lacks. */
function store(containers, denied = []) {
  const asked = [];
  const ledger = {
    check(capability, { access, place }) {
      const need = `${capability} ${access} ${place}`;
      asked.push(need);
      return !denied.includes(need);
    },
  };
  const host = createBlobStore(new Shelves(containers, new StoreBudget()), ledger);
  const { OutgoingValue, IncomingValue } = host["wasi:blobstore/types"];
  const write = (container, name, bytes) => {
    const value = OutgoingValue.newOutgoingValue();
    const stream = value.outgoingValueWriteBody();
    stream.checkWrite();
    stream.write(bytes);
    container.writeData(name, value);
    OutgoingValue.finish(value);
  };
  return { ...host["wasi:blobstore/blobstore"], OutgoingValue, IncomingValue, write, asked };
}

test("both ends of a part are included and clamped", () => {
  const most = (1n << 64n) - 1n;
  for (const [start, end, expected] of [
    [0n, 4n, "hello"], [0n, most, "hello"], [1n, 1n, "e"], [3n, 1n, ""], [4n, 9n, "o"], [5n, 9n, ""], [most, most, ""],
  ]) {
    assert.deepEqual(part(text("hello"), start, end), text(expected), `${start}..=${end}`);
  }
});

test("objects are written, read, listed and removed", () => {
  const { getContainer, IncomingValue, write, asked } = store({ photos: { "cat.txt": text("meow") } });
  const photos = getContainer("photos");
  write(photos, "ä", text("wuff"));
  write(photos, "a", text("piep"));
  assert.deepEqual(IncomingValue.incomingValueConsumeSync(photos.getData("ä", 1n, 2n)), text("uf"));
  const names = photos.listObjects();
  assert.deepEqual(names.readStreamObjectNames(2n), [["a", "cat.txt"], false]);
  assert.deepEqual(names.skipStreamObjectNames((1n << 64n) - 1n), [1n, true]);
  assert.deepEqual(photos.objectInfo("cat.txt"), { name: "cat.txt", container: "photos", createdAt: 1_767_225_600n, size: 4n });
  photos.deleteObjects(["a", "none"]);
  assert.equal(photos.hasObject("a"), false);
  photos.clear();
  thrown('no object named "cat.txt"', () => photos.getData("cat.txt", 0n, 1n));
  assert.deepEqual([...new Set(asked)], ["blob-store read photos", "blob-store write photos"]);
});

test("an async body is read to its end", () => {
  const { getContainer, IncomingValue } = store({ photos: { cat: text("meow") } });
  const stream = IncomingValue.incomingValueConsumeAsync(getContainer("photos").getData("cat", 0n, 9n));
  assert.deepEqual(stream.read(3n), text("meo"));
  assert.deepEqual(stream.blockingRead(9n), text("w"));
  thrown({ tag: "closed" }, () => stream.read(1n));
});

test("containers come and go", () => {
  const { createContainer, getContainer, deleteContainer, containerExists } = store({ a: {} });
  thrown('there is a container named "a" already', () => createContainer("a"));
  const b = createContainer("b");
  assert.equal(containerExists("b"), true);
  deleteContainer("b");
  thrown('no container named "b"', () => deleteContainer("b"));
  thrown('no container named "b"', () => b.info());
  thrown('no container named "b"', () => getContainer("b"));
});

test("objects are copied and moved", () => {
  const { copyObject, moveObject, getContainer } = store({ a: { x: text("1") }, b: {} });
  const at = (container, object) => ({ container, object });
  copyObject(at("a", "x"), at("b", "y"));
  moveObject(at("a", "x"), at("a", "x"));
  assert.equal(getContainer("a").hasObject("x"), true);
  moveObject(at("a", "x"), at("b", "x"));
  assert.equal(getContainer("a").hasObject("x"), false);
  assert.equal(getContainer("b").hasObject("y"), true);
  thrown('no object named "x"', () => copyObject(at("a", "x"), at("b", "x")));
  thrown('no container named "c"', () => copyObject(at("b", "x"), at("c", "x")));
});

test("what is denied is told first", () => {
  const { getContainer, createContainer, write } = store({ a: {} }, ["blob-store write a", "blob-store read none"]);
  thrown("access-denied", () => getContainer("none"));
  thrown("access-denied", () => createContainer("a"));
  thrown("access-denied", () => write(getContainer("a"), "x", text("")));
});

test("a value that is not finished gives its room back", () => {
  const { createContainer, OutgoingValue, write } = store({});
  const big = new Uint8Array(1 << 20);
  const value = OutgoingValue.newOutgoingValue();
  const stream = value.outgoingValueWriteBody();
  thrown(undefined, () => value.outgoingValueWriteBody());
  let written = 0;
  assert.throws(() => {
    for (;;) {
      stream.checkWrite();
      stream.write(big);
      written += big.length;
    }
  }, (error) => error.tag === "last-operation-failed" && error.val.toDebugString() === `the limit \`store-bytes\` (${STORE_BYTES}) was met`);
  assert.equal(written, STORE_BYTES);
  value[Symbol.dispose ?? Symbol.for("dispose")]();
  write(createContainer("a"), "x", big);
});
