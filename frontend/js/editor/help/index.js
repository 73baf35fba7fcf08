// Help with each language, registered with Monaco by language.
import { registerRust } from "./rust.js";
import { registerTypescript } from "./typescript.js";
import { registerWac } from "./wac.js";
import { registerWat } from "./wat.js";
import { registerWit } from "./wit.js";

/**
 * @param {{call: (method: string, argument: any) => Promise<any>}} toolchain
 * @returns {{check: (model: any) => void}} what to tell of a text that is new or has new markers
 */
export function registerHelp(toolchain) {
  const wat = registerWat(toolchain);
  registerWac(toolchain);
  registerWit(toolchain);
  registerRust();
  const typescript = registerTypescript(toolchain);
  return {
    check(model) {
      const language = model.getLanguageId();
      if (language === "wat") wat.check(model);
      if (language === "javascript" || language === "typescript") typescript.check(model);
    },
  };
}
