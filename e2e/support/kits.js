// The kits of the page, loaded here: what they answer is what the page gets.
import { readFileSync } from "node:fs";

const loaded = {};

/** A kit by its folder in `target/pkg`. @param {"languages" | "tools"} name */
export async function kit(name) {
  return (loaded[name] ??= (async () => {
    const folder = new URL(`../../target/pkg/${name}/`, import.meta.url);
    // As data: beside it nothing says that it is a module.
    const script = readFileSync(new URL(`diptych_${name}_kit.js`, folder)).toString("base64");
    const made = await import(`data:text/javascript;base64,${script}`);
    made.initSync({ module: readFileSync(new URL(`diptych_${name}_kit_bg.wasm`, folder)) });
    return made;
  })());
}
