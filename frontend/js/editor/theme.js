// Light and dark colours of the editor: quiet grounds, few hues, the page's own greys.

const LIGHT = {
  ground: "#fbfbfa", text: "#23272b", faint: "#7a838c", line: "#f2f3f2", selection: "#d5e3ee", guide: "#e3e5e4",
  comment: "6b7680", keyword: "7a3e9d", type: "0f6b74", string: "8a5a00", number: "a0421f", name: "1d5b9c", operator: "55606a", invalid: "b3261e",
};
const DARK = {
  ground: "#16191c", text: "#d6dade", faint: "#6f7982", line: "#1d2125", selection: "#2b4257", guide: "#2a2f34",
  comment: "7d8891", keyword: "c39ade", type: "6fc0c4", string: "d3ac6b", number: "e09a78", name: "84b6e8", operator: "9aa4ad", invalid: "f2877f",
};

/** @param {boolean} dark */
export const themeName = (dark) => (dark ? "diptych-dark" : "diptych-light");

/** @param {typeof import("monaco-editor/editor").editor} editor */
export function defineThemes(editor) {
  editor.defineTheme("diptych-light", theme("vs", LIGHT));
  editor.defineTheme("diptych-dark", theme("vs-dark", DARK));
}

function theme(base, c) {
  return {
    base,
    inherit: true,
    rules: [
      { token: "comment", foreground: c.comment, fontStyle: "italic" },
      { token: "keyword", foreground: c.keyword },
      { token: "type", foreground: c.type },
      { token: "string", foreground: c.string },
      { token: "string.escape", foreground: c.number },
      { token: "number", foreground: c.number },
      { token: "variable.name", foreground: c.name },
      { token: "attribute", foreground: c.type },
      { token: "delimiter", foreground: c.operator },
      { token: "operator", foreground: c.operator },
      { token: "invalid", foreground: c.invalid },
    ],
    colors: {
      "editor.background": c.ground,
      "editor.foreground": c.text,
      "editorLineNumber.foreground": c.faint,
      "editorLineNumber.activeForeground": c.text,
      "editor.lineHighlightBackground": c.line,
      "editor.lineHighlightBorder": "#00000000",
      "editor.selectionBackground": c.selection,
      "editorIndentGuide.background1": c.guide,
      "editorGutter.background": c.ground,
      "scrollbar.shadow": "#00000000",
      "editorBracketHighlight.foreground1": `#${c.operator}`,
      "editorBracketHighlight.foreground2": `#${c.name}`,
      "editorBracketHighlight.foreground3": `#${c.type}`,
    },
  };
}
