// What in a project looks like a secret, by secretlint's rules: whoever has a link can read everything in it.
import { lintSource } from "@secretlint/core";
import { creator } from "@secretlint/secretlint-rule-preset-recommend";

const CONFIG = { rules: [{ id: "@secretlint/secretlint-rule-preset-recommend", rule: creator, options: {} }] };
/** Of a longer file the beginning is read. */
const READ_CHARACTERS = 1 << 20;
/** So much of a secret is shown again, for it to be found. */
const SHOWN_CHARACTERS = 8;

/**
 * @typedef {{path: string, line: number, what: string}} Suspect
 * @param {{files: Record<string, {text?: string}>}} project
 * @returns {Promise<Suspect[]>}
 */
export async function secretsIn({ files }) {
  const found = [];
  for (const [path, { text }] of Object.entries(files)) {
    if (text === undefined) continue;
    const source = { filePath: path, content: text.slice(0, READ_CHARACTERS), ext: "", contentType: "text" };
    const { messages } = await lintSource({ source, options: { config: CONFIG } });
    found.push(...messages.map(({ message, loc }) => ({ path, line: loc.start.line, what: hidden(message) })));
    // Between files the page goes on.
    await new Promise((resolve) => setTimeout(resolve));
  }
  return found;
}

/** "found GitHub Token: ghp_wWPw5k4…": what it is, and only the beginning of it. */
function hidden(message) {
  const [, what, secret] = /^found ([^:]+): (.*)$/s.exec(message) ?? [null, message.slice(0, 80), ""];
  const isMarked = secret.startsWith("-----");
  return secret && !isMarked ? `${what}, ${secret.slice(0, SHOWN_CHARACTERS)}…` : what;
}
