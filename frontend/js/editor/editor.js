// Monaco set up for the workbench: one editor over the project's models.
import { editor, KeyCode, KeyMod, MarkerSeverity } from "monaco-editor/editor";
import "monaco-editor/features/anchorSelect/register";
import "monaco-editor/features/bracketMatching/register";
import "monaco-editor/features/caretOperations/register";
import "monaco-editor/features/clipboard/register";
import "monaco-editor/features/codicon/register";
import "monaco-editor/features/comment/register";
import "monaco-editor/features/contextmenu/register";
import "monaco-editor/features/cursorUndo/register";
import "monaco-editor/features/dnd/register";
import "monaco-editor/features/documentSymbols/register";
import "monaco-editor/features/find/register";
import "monaco-editor/features/folding/register";
import "monaco-editor/features/format/register";
import "monaco-editor/features/gotoError/register";
import "monaco-editor/features/gotoLine/register";
import "monaco-editor/features/gotoSymbol/register";
import "monaco-editor/features/hover/register";
import "monaco-editor/features/indentation/register";
import "monaco-editor/features/lineSelection/register";
import "monaco-editor/features/linesOperations/register";
import "monaco-editor/features/multicursor/register";
import "monaco-editor/features/parameterHints/register";
import "monaco-editor/features/quickOutline/register";
import "monaco-editor/features/referenceSearch/register";
import "monaco-editor/features/rename/register";
import "monaco-editor/features/smartSelect/register";
import "monaco-editor/features/snippet/register";
import "monaco-editor/features/suggest/register";
import "monaco-editor/features/toggleTabFocusMode/register";
import "monaco-editor/features/unicodeHighlighter/register";
import "monaco-editor/features/wordHighlighter/register";
import "monaco-editor/features/wordOperations/register";
// Monaco's own entry for suggestions leaves out the list of them.
import "monaco-editor/editor/contrib/suggest/browser/suggestController";
import { asset } from "../assets.js";
import { registerHelp } from "./help/index.js";
import { registerLanguages } from "./languages.js";
import { Models, modelsOf, pathOf } from "./models.js";
import { defineThemes, themeName } from "./theme.js";

globalThis.MonacoEnvironment = {
  getWorker(_, label) {
    const isTypescript = label === "typescript" || label === "javascript";
    return new Worker(asset(isTypescript ? __TYPESCRIPT_WORKER__ : __EDITOR_WORKER__), { type: "module", name: label });
  },
};
registerLanguages();
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

/** Registered with Monaco once, for all editors. */
let help = null;

/**
 * @param {HTMLElement} host the element to fill; its size is followed
 * @param {{dark: boolean, readOnly: boolean, toolchain: {call: (method: string, argument: any) => Promise<any>}}} options
 */
export function createEditor(host, options) {
  help ??= registerHelp(options.toolchain);
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
  const changed = new Set();
  const models = new Models((path, text, model) => {
    for (const callback of changed) callback(path, text);
    help.check(model);
  });
  /** The file on screen. */
  let shown = null;
  const opened = new Set();
  /** Hear of what is shown besides the project's own files; `null` when it is one of those again. */
  const visited = new Set();
  const visit = (path) => {
    for (const callback of visited) callback(path);
  };
  /** Keeps the view of the file that goes off the screen. */
  function show(path, file) {
    const before = shown === null ? undefined : models.get(shown);
    if (before) before.viewState = view.saveViewState();
    shown = path;
    view.setModel(file.model);
    if (file.viewState) view.restoreViewState(file.viewState);
  }
  // A definition in another file: the project's are the page's to open, a package's are shown to read.
  const opener = editor.registerEditorOpener({
    openCodeEditor(_, uri, selection) {
      const path = pathOf(uri);
      const place = { lineNumber: selection?.startLineNumber ?? selection?.lineNumber ?? 1, column: selection?.startColumn ?? selection?.column ?? 1 };
      if (modelsOf(uri) !== models || !models.get(path)) return false;
      if (Object.hasOwn(models.source(), path)) {
        for (const callback of opened) callback(path, place.lineNumber, place.column);
      } else {
        show(path, models.get(path));
        view.updateOptions({ readOnly: true });
        view.setPosition(place);
        view.revealPositionInCenter(place);
        view.focus();
        visit(path);
      }
      return true;
    },
  });

  return {
    /** Shows `path`. A text that differs from the model's replaces it as one undoable edit. */
    setFile(path, text, language) {
      const file = models.sync(path, text, language);
      if (shown === path) return;
      show(path, file);
      view.updateOptions({ readOnly: options.readOnly });
      visit(null);
      help.check(file.model);
    },
    /** Forgets `path` with its undo history. */
    closeFile(path) {
      if (shown === path) {
        shown = null;
        view.setModel(null);
      }
      models.close(path);
    },
    /** Calls `callback(path, text)` after each edit by the person. */
    onChange(callback) {
      changed.add(callback);
    },
    /** Calls `callback(path, line, column)` when a place in another file of the project is to be shown. */
    onOpen(callback) {
      opened.add(callback);
    },
    /** Calls `callback(path)` when a package's file is shown, which is no file of the project, and with `null` after it. */
    onVisit(callback) {
      visited.add(callback);
    },
    /** Where help finds the project's other files: `source()` gives `{path: {text, language}}` of those that are text. */
    setSource(source) {
      models.source = source;
    },
    /** Replaces the markers of `path`; diagnostics are as in `shared::api::diagnostic`. */
    setMarkers(path, diagnostics) {
      const file = models.get(path);
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
      help.check(file.model);
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
    /** Does what a key or the context menu does, by Monaco's name for it. @param {string} action */
    act(action) {
      view.focus();
      // Navigation is no action of the editor but a command that finds the focused one.
      view.trigger("palette", action, null);
    },
    dispose() {
      opener.dispose();
      models.dispose();
      view.dispose();
    },
  };
}
