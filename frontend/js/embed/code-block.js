// A project of one code block of a documentation page.

/** What a block's language is called in manifests, and its file. Others take a world, which a block has not. */
const LANGUAGES = {
  rust: ["rust", "main.rs"], rs: ["rust", "main.rs"],
  c: ["c", "main.c"],
  cpp: ["cpp", "main.cpp"], "c++": ["cpp", "main.cpp"],
  zig: ["zig", "main.zig"],
  go: ["go", "main.go"],
  wat: ["wat", "main.wat"],
};

/** What programs that print something need. */
const GRANTS = "stdio";

/** Whether a block in this language can be run by itself. @param {string | null} language */
export const isRunnable = (language) => language !== null && Object.hasOwn(LANGUAGES, language);

/** The language by a block's classes, as highlighters write them: `language-rust`, `lang-rust`. @param {Iterable<string>} classes */
export function languageOf(classes) {
  for (const name of classes) {
    const language = /^lang(?:uage)?-(.+)$/.exec(name)?.[1];
    if (language) return language;
  }
  return null;
}

/**
 * @param {string} language one that `isRunnable` @param {string} code
 * @param {{title?: string, grants?: string}} [wishes] grants with commas between them
 * @returns {import("./link.js").Project}
 */
export function projectOf(language, code, { title = "Example", grants = GRANTS } = {}) {
  const [name, entry] = LANGUAGES[language];
  const list = grants.split(",").map((grant) => grant.trim()).filter(Boolean);
  // A string in JSON is one in TOML, but for the one control character that JSON lets stand.
  const text = (value) => JSON.stringify(value).replaceAll("\u007f", "\\u007F");
  const manifest = [
    "format = 1", `title = ${text(title)}`, "", "[source]", `language = "${name}"`, `entry = "${entry}"`, "",
    "[run]", `grants = [${list.map(text).join(", ")}]`, "",
  ];
  return { files: { "diptych.toml": { text: manifest.join("\n") }, [entry]: { text: code.endsWith("\n") ? code : `${code}\n` } } };
}
