// Help with JavaScript and TypeScript: Monaco's TypeScript worker, told the types of the project's WIT.
import { javascriptDefaults, typescriptDefaults } from "monaco-editor/languages/features/typescript/register";
import { modelsOf } from "../models.js";

/** As TypeScript numbers them. */
const ESNEXT = 99;
const NODE_RESOLUTION = 2;

const COMPILER_OPTIONS = {
  allowJs: true,
  checkJs: true,
  allowNonTsExtensions: true,
  target: ESNEXT,
  module: ESNEXT,
  moduleResolution: NODE_RESOLUTION,
  // What the engines inside components offer is what workers have, not the page's document.
  lib: ["esnext", "webworker"],
  noEmit: true,
};

/**
 * Sets TypeScript up; its worker starts with the first file that needs it.
 * @param {{call: (method: string, argument: any) => Promise<any>}} toolchain
 */
export function registerTypescript(toolchain) {
  for (const defaults of [javascriptDefaults, typescriptDefaults]) {
    defaults.setCompilerOptions(COMPILER_OPTIONS);
    defaults.setDiagnosticsOptions({ noSemanticValidation: false, noSyntaxValidation: false, onlyVisible: true });
    // Files that import each other are read together.
    defaults.setEagerModelSync(true);
  }
  /** What the types were made of. */
  let known = null;

  return {
    /** Makes sure that TypeScript knows the types of the project that `model` belongs to, and its other files. */
    async check(model) {
      const models = modelsOf(model.uri);
      if (!models) return;
      for (const path of Object.keys(models.texts([".js", ".mjs", ".ts", ".mts"]))) models.open(path);
      const files = Object.fromEntries(Object.entries(models.texts([".wit", "diptych.toml"])).map(([path, text]) => [path, { text }]));
      const key = JSON.stringify(files);
      if (key === known) return;
      known = key;
      try {
        const types = await toolchain.call("wit_types", { project: { files } });
        if (known !== key) return;
        const libraries = Object.entries(types).map(([path, content]) => ({ filePath: `diptych-types:///${path}`, content }));
        for (const defaults of [javascriptDefaults, typescriptDefaults]) defaults.setExtraLibs(libraries);
      } catch {
        // WIT that is being typed: the types of before stay.
      }
    },
  };
}
