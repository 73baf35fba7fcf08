// Monaco set up for the workbench: the only file that imports it. One editor, one model per project file.
import { editor, KeyCode, KeyMod, languages, MarkerSeverity, Uri } from "monaco-editor/editor";
import "monaco-editor/features/anchorSelect/register";
import "monaco-editor/features/bracketMatching/register";
import "monaco-editor/features/caretOperations/register";
import "monaco-editor/features/clipboard/register";
import "monaco-editor/features/codicon/register";
import "monaco-editor/features/comment/register";
import "monaco-editor/features/contextmenu/register";
import "monaco-editor/features/cursorUndo/register";
import "monaco-editor/features/dnd/register";
import "monaco-editor/features/find/register";
import "monaco-editor/features/folding/register";
import "monaco-editor/features/gotoError/register";
import "monaco-editor/features/gotoLine/register";
import "monaco-editor/features/hover/register";
import "monaco-editor/features/indentation/register";
import "monaco-editor/features/lineSelection/register";
import "monaco-editor/features/linesOperations/register";
import "monaco-editor/features/multicursor/register";
import "monaco-editor/features/smartSelect/register";
import "monaco-editor/features/suggest/register";
import "monaco-editor/features/toggleTabFocusMode/register";
import "monaco-editor/features/unicodeHighlighter/register";
import "monaco-editor/features/wordHighlighter/register";
import "monaco-editor/features/wordOperations/register";
import "monaco-editor/languages/definitions/rust/register";
import { asset } from "../assets.js";
import { json } from "./json.js";
import { defineThemes, themeName } from "./theme.js";
import { toml } from "./toml.js";
import { wat } from "./wat.js";
import { wit } from "./wit.js";

globalThis.MonacoEnvironment = {
  getWorker: () => new Worker(asset(__EDITOR_WORKER__), { type: "module", name: "editor" }),
};
for (const { id, extensions, configuration, grammar } of [wat, wit, toml, json]) {
  languages.register({ id, extensions });
  languages.setLanguageConfiguration(id, configuration);
  languages.setMonarchTokensProvider(id, grammar);
}
defineThemes(editor);

/** Keys of the commands that the page handles itself. */
const COMMAND_KEYS = {
  run: [KeyMod.CtrlCmd | KeyCode.Enter],
  palette: [KeyMod.CtrlCmd | KeyMod.Shift | KeyCode.KeyP, KeyCode.F1],
  save: [KeyMod.CtrlCmd | KeyCode.KeyS],
};

const SEVERITIES = { error: MarkerSeverity.Error, warning: MarkerSeverity.Warning, note: MarkerSeverity.Info };

/** A font stack that is there without a download. */
const FONT = "ui-monospace, 'SF Mono', 'Cascadia Mono', 'JetBrains Mono', Menlo, Consolas, 'Liberation Mono', monospace";

/** Keeps the models of several editors apart. */
let editors = 0;

/**
 * @param {HTMLElement} host the element to fill; its size is followed
 * @param {{dark: boolean, readOnly: boolean}} options
 */
export function createEditor(host, options) {
  const authority = String(++editors);
  const view = editor.create(host, {
    model: null,
    theme: themeName(options.dark),
    readOnly: options.readOnly,
    automaticLayout: true,
    fontFamily: FONT,
    fontSize: 13,
    lineHeight: 20,
    minimap: { enabled: false },
    scrollBeyondLastLine: false,
    renderLineHighlight: "line",
    smoothScrolling: false,
    cursorBlinking: "solid",
    padding: { top: 8, bottom: 8 },
    overviewRulerBorder: false,
    fixedOverflowWidgets: true,
    tabSize: 2,
    wordBasedSuggestions: "currentDocument",
    quickSuggestions: false,
    stickyScroll: { enabled: false },
    "semanticHighlighting.enabled": false,
    unicodeHighlight: { ambiguousCharacters: true, invisibleCharacters: true, nonBasicASCII: false },
    ariaLabel: "Source",
  });
  /** @type {Map<string, {model: any, viewState: any}>} */
  const files = new Map();
  const changed = new Set();
  /** The file on screen. */
  let shown = null;
  /** Set while text is put in by the page, which must not hear of it. */
  let quiet = false;

  function open(path, text, language) {
    const uri = Uri.from({ scheme: "diptych", authority, path: `/${path}` });
    const model = editor.createModel(text, language, uri);
    model.onDidChangeContent(() => {
      if (quiet) return;
      for (const callback of changed) callback(path, model.getValue());
    });
    const file = { model, viewState: null };
    files.set(path, file);
    return file;
  }

  return {
    /** Shows `path`. A text that differs from the model's replaces it as one undoable edit. */
    setFile(path, text, language) {
      let file = files.get(path);
      if (!file) file = open(path, text, language);
      if (file.model.getLanguageId() !== language) editor.setModelLanguage(file.model, language);
      if (file.model.getValue() !== text) {
        quiet = true;
        file.model.pushEditOperations([], [{ range: file.model.getFullModelRange(), text }], () => null);
        quiet = false;
      }
      if (shown === path) return;
      const before = shown === null ? undefined : files.get(shown);
      if (before) before.viewState = view.saveViewState();
      shown = path;
      view.setModel(file.model);
      if (file.viewState) view.restoreViewState(file.viewState);
    },
    /** Forgets `path` with its undo history. */
    closeFile(path) {
      const file = files.get(path);
      if (!file) return;
      if (shown === path) {
        shown = null;
        view.setModel(null);
      }
      files.delete(path);
      file.model.dispose();
    },
    /** Calls `callback(path, text)` after each edit by the person. */
    onChange(callback) {
      changed.add(callback);
    },
    /** Replaces the markers of `path`; diagnostics are as in `shared::api::diagnostic`. */
    setMarkers(path, diagnostics) {
      const file = files.get(path);
      if (!file) return;
      editor.setModelMarkers(file.model, "diptych", diagnostics.filter(({ span }) => span).map((diagnostic) => ({
        severity: SEVERITIES[diagnostic.severity],
        message: diagnostic.message,
        code: diagnostic.code ?? undefined,
        startLineNumber: diagnostic.span.start.line,
        startColumn: diagnostic.span.start.column,
        endLineNumber: diagnostic.span.end.line,
        endColumn: diagnostic.span.end.column,
      })));
    },
    /** Puts the cursor at a place of the shown file and scrolls it into view. */
    reveal(path, line, column) {
      if (shown !== path) return;
      view.setPosition({ lineNumber: line, column });
      view.revealPositionInCenterIfOutsideViewport({ lineNumber: line, column });
      view.focus();
    },
    setTheme(dark) {
      editor.setTheme(themeName(dark));
    },
    setReadOnly(readOnly) {
      view.updateOptions({ readOnly });
    },
    focus() {
      view.focus();
    },
    /** Calls `callback` for `run`, `palette` or `save`, by their keys. */
    onCommand(name, callback) {
      for (const keys of COMMAND_KEYS[name] ?? []) view.addCommand(keys, () => callback());
    },
    dispose() {
      for (const { model } of files.values()) model.dispose();
      files.clear();
      view.dispose();
    },
  };
}
