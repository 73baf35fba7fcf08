// Between the Language Server Protocol's shapes and Monaco's: places, edits, kinds.
import { languages, MarkerSeverity, MarkerTag } from "monaco-editor/editor";

const { CompletionItemKind, SymbolKind } = languages;

/** Texts longer than this many characters get no help, only colours (limit editor-help-characters). */
export const HELP_CHARACTERS = 500_000;

/** The protocol's completion kinds, by number. */
const COMPLETION_KINDS = [
  "Text", "Text", "Method", "Function", "Constructor", "Field", "Variable", "Class", "Interface", "Module", "Property", "Unit",
  "Value", "Enum", "Keyword", "Snippet", "Color", "File", "Reference", "Folder", "EnumMember", "Constant", "Struct", "Event",
  "Operator", "TypeParameter",
];

/** The protocol's severities, by number. */
const SEVERITIES = [MarkerSeverity.Error, MarkerSeverity.Error, MarkerSeverity.Warning, MarkerSeverity.Info, MarkerSeverity.Hint];

/** @param {import("monaco-editor/editor").Position} position */
export const toPosition = ({ lineNumber, column }) => ({ line: lineNumber - 1, character: column - 1 });

/** @param {{start: {line: number, character: number}, end: {line: number, character: number}}} range */
export const fromRange = ({ start, end }) => ({
  startLineNumber: start.line + 1,
  startColumn: start.character + 1,
  endLineNumber: end.line + 1,
  endColumn: end.character + 1,
});

/** The protocol's documentation or hover contents as Monaco's markdown; never trusted, never HTML. */
export function fromMarkup(markup) {
  if (markup === null || markup === undefined) return undefined;
  if (typeof markup === "string") return { value: markup };
  if (Array.isArray(markup)) return { value: markup.map((part) => fromMarkup(part).value).join("\n\n") };
  if (markup.language !== undefined) return { value: `\`\`\`${markup.language}\n${markup.value}\n\`\`\`` };
  return { value: markup.value };
}

/** @param {any[]} items the protocol's completions @param {any} fallback the range of the word at the caret */
export function fromCompletions(items, fallback) {
  return items.map((item) => ({
    label: item.label,
    kind: CompletionItemKind[COMPLETION_KINDS[item.kind ?? 1]],
    detail: item.detail ?? item.labelDetails?.description ?? undefined,
    documentation: fromMarkup(item.documentation),
    insertText: item.textEdit?.newText ?? item.insertText ?? item.label,
    insertTextRules: item.insertTextFormat === 2 ? languages.CompletionItemInsertTextRule.InsertAsSnippet : undefined,
    sortText: item.sortText ?? undefined,
    filterText: item.filterText ?? undefined,
    range: item.textEdit?.range ? fromRange(item.textEdit.range) : fallback,
  }));
}

/** @param {any[]} edits */
export const fromEdits = (edits) => edits.map(({ range, newText }) => ({ range: fromRange(range), text: newText }));

/** @param {any} symbol a `DocumentSymbol` of the protocol */
export const fromSymbol = (symbol) => ({
  name: symbol.name,
  detail: symbol.detail ?? "",
  // Monaco counts the same kinds from 0.
  kind: (symbol.kind ?? SymbolKind.Variable + 1) - 1,
  tags: [],
  range: fromRange(symbol.range),
  selectionRange: fromRange(symbol.selectionRange),
  children: (symbol.children ?? []).map(fromSymbol),
});

/** @param {any} diagnostic */
export const fromDiagnostic = (diagnostic) => ({
  ...fromRange(diagnostic.range),
  severity: SEVERITIES[diagnostic.severity ?? 1],
  message: diagnostic.message,
  source: diagnostic.source ?? undefined,
  code: diagnostic.code === undefined || diagnostic.code === null ? undefined : String(diagnostic.code),
  tags: (diagnostic.tags ?? []).map((tag) => (tag === 1 ? MarkerTag.Unnecessary : MarkerTag.Deprecated)),
});
