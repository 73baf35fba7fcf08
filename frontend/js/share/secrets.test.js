// What looks like a secret is found in its place, and not told whole.
import assert from "node:assert/strict";
import { generateKeyPairSync } from "node:crypto";
import { test } from "node:test";
import { secretsIn } from "./secrets.js";

// Put together here: this file is no place for them, either.
const token = ["ghp", "wWPw5k4aXcaT4fNP0UcnZwJUVFk6LO0pINUx"].join("_");

test("tokens and keys are found by file and line", async () => {
  const found = await secretsIn({ files: {
    "main.js": { text: `const a = 1;\nconst token = "${token}";\n` },
    "files/data.bin": { base64: "AAAA" },
    "notes.md": { text: "nothing to see" },
  } });
  assert.equal(found.length, 1);
  assert.deepEqual({ path: found[0].path, line: found[0].line }, { path: "main.js", line: 2 });
  assert.match(found[0].what, /^GitHub Token.*, ghp_wWPw…$/);
  assert.ok(!found[0].what.includes(token));
});

test("private keys are found", async () => {
  const { privateKey: key } = generateKeyPairSync("rsa", {
    modulusLength: 2048, privateKeyEncoding: { type: "pkcs1", format: "pem" }, publicKeyEncoding: { type: "pkcs1", format: "pem" },
  });
  const [found] = await secretsIn({ files: { "id_rsa": { text: key } } });
  assert.match(found?.what ?? "nothing", /private ?key/i);
});
