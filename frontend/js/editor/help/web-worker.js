// Starts a worker of one of Monaco's language features, in the place of Monaco's own starter (see build/monaco.mjs).
import { editor } from "monaco-editor/editor";

/** @param {{label: string, createData: any, host?: any, keepIdleModels?: boolean}} options */
export function createWebWorker({ label, createData, host, keepIdleModels }) {
  const worker = globalThis.MonacoEnvironment.getWorker("", label);
  // The worker's first message makes it listen, its second is what it is created with.
  worker.postMessage("ignore");
  worker.postMessage(createData);
  return editor.createWebWorker({ worker: Promise.resolve(worker), host, keepIdleModels });
}
