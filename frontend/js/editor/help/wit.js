// Help with WIT: everything is asked of the tools kit, which knows the project's packages and WASI's.
import { languages } from "monaco-editor/editor";
import { modelsOf, pathOf } from "../models.js";
import { HELP_CHARACTERS } from "./protocol.js";
import { renameEverywhere } from "./rename.js";

const { CompletionItemKind, SymbolKind } = languages;

const SYMBOLS = {
  interface: SymbolKind.Interface, world: SymbolKind.Module, record: SymbolKind.Struct, variant: SymbolKind.Enum,
  enum: SymbolKind.Enum, flags: SymbolKind.Enum, resource: SymbolKind.Class, type: SymbolKind.TypeParameter,
  function: SymbolKind.Function, member: SymbolKind.Field, alias: SymbolKind.Variable,
};
const COMPLETIONS = {
  keyword: CompletionItemKind.Keyword, type: CompletionItemKind.TypeParameter, struct: CompletionItemKind.Struct,
  interface: CompletionItemKind.Interface, world: CompletionItemKind.Module,
};

const rangeOf = ({ start, end }) => ({
  startLineNumber: start.line, startColumn: start.column, endLineNumber: end.line, endColumn: end.column,
});

/** @param {{call: (method: string, argument: any) => Promise<any>}} toolchain */
export function registerWit(toolchain) {
  /** What the kit is told of the project, and where the caret is in it. */
  function asked(model, position) {
    const texts = modelsOf(model.uri)?.texts([".wit"]) ?? {};
    const files = Object.fromEntries(Object.entries(texts).map(([path, text]) => [path, { text }]));
    if (Object.hasOwn(files, pathOf(model.uri))) files[pathOf(model.uri)] = { text: model.getValue() };
    const place = position && { line: position.lineNumber, column: position.column };
    return { project: { files }, path: pathOf(model.uri), position: place };
  }

  /** The kit's answer; `null` where the text is too long for help. */
  async function ask(method, model, position, more = {}) {
    if (model.getValueLength() > HELP_CHARACTERS) return null;
    return toolchain.call(method, { ...asked(model, position), ...more });
  }

  /** Places as Monaco has them; each gets a model to show, the library's to read only. */
  async function locations(model, places) {
    const models = modelsOf(model.uri);
    const found = [];
    for (const { path, span } of places) {
      if (!models.open(path)) {
        const { project } = asked(model, null);
        const text = await toolchain.call("wit_text", { project, path });
        if (text === undefined || text === null) continue;
        models.sync(path, text, "wit");
      }
      found.push({ uri: models.uri(path), range: rangeOf(span) });
    }
    return found;
  }

  languages.registerDocumentSymbolProvider("wit", {
    displayName: "WIT",
    async provideDocumentSymbols(model) {
      const symbol = ({ name, kind, whole, span, children }) => ({
        name, detail: kind, kind: SYMBOLS[kind], tags: [], range: rangeOf(whole), selectionRange: rangeOf(span), children: children.map(symbol),
      });
      if (model.getValueLength() > HELP_CHARACTERS) return [];
      return (await toolchain.call("wit_outline", { text: model.getValue() })).map(symbol);
    },
  });
  languages.registerHoverProvider("wit", {
    async provideHover(model, position) {
      const hover = await ask("wit_hover", model, position);
      if (!hover) return null;
      const contents = [{ value: `\`\`\`wit\n${hover.declaration}\n\`\`\`` }, { value: hover.docs }];
      if (hover.path !== pathOf(model.uri)) contents.push({ value: `\`${hover.path}\`` });
      return { contents: contents.filter(({ value }) => value), range: rangeOf(hover.span) };
    },
  });
  languages.registerDefinitionProvider("wit", {
    async provideDefinition(model, position) {
      const place = await ask("wit_definition", model, position);
      return place && locations(model, [place]);
    },
  });
  languages.registerReferenceProvider("wit", {
    async provideReferences(model, position) {
      return locations(model, (await ask("wit_references", model, position)) ?? []);
    },
  });
  languages.registerCompletionItemProvider("wit", {
    triggerCharacters: [":", "<", "{", "/"],
    async provideCompletionItems(model, position) {
      const found = (await ask("wit_completion", model, position)) ?? [];
      return { suggestions: found.map(({ text, kind, span }) => ({ label: text, insertText: text, kind: COMPLETIONS[kind], range: rangeOf(span) })) };
    },
  });
  languages.registerRenameProvider("wit", {
    async provideRenameEdits(model, position, new_name) {
      try {
        const places = await ask("wit_rename", model, position, { new_name });
        const models = modelsOf(model.uri);
        const edits = (places ?? []).map(({ path, span }) => ({ model: models.open(path), range: rangeOf(span) }));
        renameEverywhere(edits, new_name);
        // Already done, in all files at once.
        return { edits: [] };
      } catch (error) {
        return { edits: [], rejectReason: error.message };
      }
    },
  });
}
