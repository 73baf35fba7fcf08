// Help with WAC: the compose kit knows the project's components, their imports and exports.
import { languages } from "monaco-editor/editor";
import { HELP_CHARACTERS } from "./protocol.js";

const { CompletionItemKind } = languages;

const KINDS = {
  keyword: CompletionItemKind.Keyword, component: CompletionItemKind.Module, instance: CompletionItemKind.Variable,
  export: CompletionItemKind.Interface, import: CompletionItemKind.Property,
};

/** @param {{call: (method: string, argument: any) => Promise<any>}} toolchain */
export function registerWac(toolchain) {
  languages.registerCompletionItemProvider("wac", {
    triggerCharacters: [".", '"', ":", " "],
    async provideCompletionItems(model, position) {
      const text = model.getValue();
      if (text.length > HELP_CHARACTERS) return { suggestions: [] };
      const offset = model.getOffsetAt(position);
      const list = await toolchain.call("complete_wac", { before: text.slice(0, offset), after: text.slice(offset) });
      const end = { endLineNumber: position.lineNumber, endColumn: position.column };
      const suggestions = list.map(({ label, kind, text: insertText, start }, order) => {
        const { lineNumber, column } = model.getPositionAt(start);
        return {
          label, kind: KINDS[kind], insertText, filterText: insertText, sortText: String(order).padStart(4, "0"),
          range: { startLineNumber: lineNumber, startColumn: column, ...end },
        };
      });
      return { suggestions };
    },
  });
}
