// `wasi:filesystem`: the run's virtual files mounted at `/`. What each operation needs is told by the
// server's host (`backend/src/engine/host/files`); `shared/tests/files/paths.json` holds both to it.
import { Descriptor } from "./descriptor.js";
import { createTree } from "./tree.js";

/** @param {import("../index.js").HostContext} context */
export function createFiles({ settings, ledger, onFiles }) {
  const root = createTree(settings.files);
  onFiles?.(root);
  const flags = { read: true, write: true, mutateDirectory: true };
  return {
    "wasi:filesystem/preopens": {
      getDirectories: () => [[new Descriptor(root, flags, "/", ledger), "/"]],
    },
    "wasi:filesystem/types": {
      filesystemErrorCode: (error) => error.fileErrorCode,
    },
  };
}
