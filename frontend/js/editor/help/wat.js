// Help with WebAssembly text: core modules by the WAT kit, a component's own names and words here.
import { editor, languages, MarkerSeverity } from "monaco-editor/editor";
import { KEYWORDS, TYPES } from "../wat.js";
import { fromCompletions, fromDiagnostic, fromEdits, fromMarkup, fromRange, fromSymbol, HELP_CHARACTERS, toPosition } from "./protocol.js";
import { isComponent, moduleText, nameAt, namesAt, readForms } from "./wat-forms.js";

const { CompletionItemKind } = languages;
const DOCUMENT = { textDocument: { uri: "file:///text.wat" } };
/** How long typing pauses before a module is checked. */
const CHECK_PAUSE_MS = 300;
/** How many characters of a definition a hover shows. */
const SHOWN_CHARACTERS = 400;
const OWNER = "wat-service";
const COMPONENT_WORDS = [...new Set([...KEYWORDS, ...TYPES])];

/**
 * Registers everything. The kit's answers to a text that it broke down on are not asked for again.
 * @param {{call: (method: string, argument: any) => Promise<any>}} toolchain
 */
export function registerWat(toolchain) {
  let broken = null;

  /** The kit's answer about `text`; `null` when it has none. */
  async function ask(method, text, params) {
    if (text === null || text === broken || text.length > HELP_CHARACTERS) return null;
    try {
      return await toolchain.call(method, { text, params: { ...DOCUMENT, ...params } });
    } catch {
      broken = text;
      return null;
    }
  }

  /** The core module at `position`, in its place; `null` in a component outside of them. */
  function moduleAt(model, position) {
    const text = model.getValue();
    const root = readForms(text);
    return isComponent(root) ? moduleText(text, root, model.getOffsetAt(position)) : text;
  }

  /** The text if it is a core module's. */
  function wholeModule(model) {
    const text = model.getValue();
    return text.length <= HELP_CHARACTERS && !isComponent(readForms(text)) ? text : null;
  }

  languages.registerCompletionItemProvider("wat", {
    triggerCharacters: ["$", "(", "."],
    async provideCompletionItems(model, position) {
      if (model.getValueLength() > HELP_CHARACTERS) return { suggestions: [] };
      const word = wordRange(model, position);
      const module = moduleAt(model, position);
      if (module === null) return { suggestions: componentWords(model, position, word) };
      const items = await ask("wat_completion", module, { position: toPosition(position) });
      return { suggestions: fromCompletions(items ?? [], word) };
    },
  });
  languages.registerHoverProvider("wat", {
    async provideHover(model, position) {
      const module = moduleAt(model, position);
      if (module === null) return componentHover(model, position);
      const hover = await ask("wat_hover", module, { position: toPosition(position) });
      return hover && { contents: [fromMarkup(hover.contents)], range: hover.range ? fromRange(hover.range) : undefined };
    },
  });
  languages.registerSignatureHelpProvider("wat", {
    signatureHelpTriggerCharacters: ["(", ")"],
    async provideSignatureHelp(model, position) {
      const value = await ask("wat_signature", moduleAt(model, position), { position: toPosition(position) });
      if (!value) return null;
      const signatures = value.signatures.map((signature) => ({ ...signature, documentation: undefined, parameters: signature.parameters ?? [] }));
      return { value: { signatures, activeSignature: value.activeSignature ?? 0, activeParameter: value.activeParameter ?? 0 }, dispose() {} };
    },
  });
  languages.registerDefinitionProvider("wat", {
    async provideDefinition(model, position) {
      const module = moduleAt(model, position);
      const found = module && (await ask("wat_definition", module, { position: toPosition(position) }));
      if (found) return [found].flat().map(({ range }) => ({ uri: model.uri, range: fromRange(range) }));
      const definition = nameAt(readForms(model.getValue()), model.getOffsetAt(position))?.definition;
      return definition ? [{ uri: model.uri, range: rangeOf(model, definition.name) }] : null;
    },
  });
  languages.registerReferenceProvider("wat", {
    async provideReferences(model, position, { includeDeclaration }) {
      const params = { position: toPosition(position), context: { includeDeclaration } };
      const found = await ask("wat_references", moduleAt(model, position), params);
      return (found ?? []).map(({ range }) => ({ uri: model.uri, range: fromRange(range) }));
    },
  });
  languages.registerRenameProvider("wat", {
    async provideRenameEdits(model, position, newName) {
      const edit = await ask("wat_rename", moduleAt(model, position), { position: toPosition(position), newName });
      const edits = Object.values(edit?.changes ?? {}).flat();
      if (edits.length === 0) return { edits: [], rejectReason: "Only $names inside a core module can be renamed here, and to $names." };
      return { edits: fromEdits(edits).map((textEdit) => ({ resource: model.uri, textEdit, versionId: model.getVersionId() })) };
    },
  });
  languages.registerDocumentSymbolProvider("wat", {
    async provideDocumentSymbols(model) {
      return ((await ask("wat_symbols", wholeModule(model), {})) ?? []).map(fromSymbol);
    },
  });
  languages.registerDocumentFormattingEditProvider("wat", {
    async provideDocumentFormattingEdits(model, { tabSize, insertSpaces }) {
      return fromEdits((await ask("wat_format", wholeModule(model), { options: { tabSize, insertSpaces } })) ?? []);
    },
  });
  return { check: (model) => checkLater(model, async () => (await ask("wat_diagnostics", wholeModule(model), {}))?.items ?? []) };
}

/** The range of what is being typed, with its `$`. */
function wordRange(model, position) {
  const { startColumn } = model.getWordUntilPosition(position);
  return { startLineNumber: position.lineNumber, startColumn, endLineNumber: position.lineNumber, endColumn: position.column };
}

function rangeOf(model, { start, end }) {
  const [from, to] = [model.getPositionAt(start), model.getPositionAt(end)];
  return { startLineNumber: from.lineNumber, startColumn: from.column, endLineNumber: to.lineNumber, endColumn: to.column };
}

/** A component's own names, and the words of the text format. */
function componentWords(model, position, range) {
  const typed = model.getValueInRange(range);
  const names = namesAt(readForms(model.getValue()), model.getOffsetAt(position)).filter(({ name }) => name.text !== typed);
  const suggestions = names.map(({ name, kind }) => ({
    label: name.text, insertText: name.text, kind: CompletionItemKind.Variable, detail: kind, range,
  }));
  if (typed.startsWith("$")) return suggestions;
  return suggestions.concat(COMPONENT_WORDS.map((label) => ({ label, insertText: label, kind: CompletionItemKind.Keyword, range })));
}

/** The form that gives the name under the pointer. */
function componentHover(model, position) {
  const text = model.getValue();
  if (text.length > HELP_CHARACTERS) return null;
  const found = nameAt(readForms(text), model.getOffsetAt(position));
  if (!found?.definition) return null;
  const { start, end } = found.definition.form;
  const shown = text.slice(start, Math.min(end, start + SHOWN_CHARACTERS)) + (end - start > SHOWN_CHARACTERS ? " …" : "");
  return { contents: [{ value: `\`\`\`wat\n${shown}\n\`\`\`` }], range: rangeOf(model, found.atom) };
}

const pauses = new WeakMap();

/** Marks what the kit finds in `model` once typing pauses. An answer about an older text is dropped. */
function checkLater(model, diagnose) {
  clearTimeout(pauses.get(model));
  pauses.set(model, setTimeout(async () => {
    if (model.isDisposed()) return;
    const version = model.getVersionId();
    const found = (await diagnose()).map(fromDiagnostic);
    if (model.isDisposed() || model.getVersionId() !== version) return;
    const own = editor.getModelMarkers({ resource: model.uri, owner: "diptych" });
    editor.setModelMarkers(model, OWNER, withoutDoubles(found, own));
  }, CHECK_PAUSE_MS));
}

/**
 * The kit's findings beside the compiler's: the compiler names one error, which stands for the nearest of the
 * kit's; and where it names none, the module is valid, and only lints are left.
 */
export function withoutDoubles(found, own) {
  const isError = ({ severity }) => severity === MarkerSeverity.Error;
  const errors = own.filter(isError);
  const kept = found.filter((marker) => !isError(marker) || errors.length > 0);
  for (const error of errors) {
    const distance = ({ startLineNumber }) => Math.abs(startLineNumber - error.startLineNumber);
    const same = kept.filter(isError).sort((a, b) => distance(a) - distance(b));
    const doubles = same.filter((marker) => distance(marker) === 0);
    for (const double of doubles.length > 0 ? doubles : same.slice(0, 1)) kept.splice(kept.indexOf(double), 1);
  }
  return kept;
}
