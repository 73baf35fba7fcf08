// The editor's languages: our own grammars at once, Monaco's when a file of theirs is shown.
import { languages } from "monaco-editor/editor";
import "monaco-editor/languages/definitions/cpp/register";
import "monaco-editor/languages/definitions/go/register";
import "monaco-editor/languages/definitions/javascript/register";
import "monaco-editor/languages/definitions/python/register";
import "monaco-editor/languages/definitions/rust/register";
import "monaco-editor/languages/definitions/typescript/register";
import { json } from "./json.js";
import { toml } from "./toml.js";
import { wac } from "./wac.js";
import { wat } from "./wat.js";
import { wit } from "./wit.js";
import { zig } from "./zig.js";

/** Makes the languages known to Monaco; the page says which file is in which. */
export function registerLanguages() {
  for (const { id, extensions, configuration, grammar } of [wac, wat, wit, toml, json, zig]) {
    languages.register({ id, extensions });
    languages.setLanguageConfiguration(id, configuration);
    languages.setMonarchTokensProvider(id, grammar);
  }
  // Reads as TypeScript and is not: its types are others, so it is no business of TypeScript's services.
  const typescript = () => import("monaco-editor/languages/definitions/typescript/typescript");
  languages.register({ id: "assemblyscript" });
  languages.registerTokensProviderFactory("assemblyscript", { create: async () => (await typescript()).language });
  languages.onLanguageEncountered("assemblyscript", async () => {
    languages.setLanguageConfiguration("assemblyscript", (await typescript()).conf);
  });
}
