// A rename in several files as one step that one undo takes back.
import { MultiModelEditStackElement, SingleModelEditStackElement } from "monaco-editor/editor/common/model/editStack";
import { StandaloneServices } from "monaco-editor/editor/standalone/browser/standaloneServices";
import { IUndoRedoService } from "monaco-editor/platform/undoRedo/common/undoRedo";

/** @param {{model: any, range: any}[]} edits @param {string} text what each range becomes */
export function renameEverywhere(edits, text) {
  const models = [...new Set(edits.map(({ model }) => model))].filter(Boolean);
  for (const model of models) model.pushStackElement();
  const step = new MultiModelEditStackElement("Rename", "diptych.rename", models.map((model) => new SingleModelEditStackElement("Rename", "diptych.rename", model, null)));
  // Asked, Monaco would let people undo it in one file and leave the others renamed.
  step.split = undefined;
  StandaloneServices.get(IUndoRedoService).pushElement(step);
  for (const model of models) {
    const own = edits.filter((edit) => edit.model === model).map(({ range }) => ({ range, text }));
    model.pushEditOperations(null, own, () => null);
  }
  step.close();
}
