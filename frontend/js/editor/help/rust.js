// Help with Rust: asked of the server, whose rust-analyzer reads the project with its WIT, where it has one.
import { editor, languages } from "monaco-editor/editor";
import { MessageController } from "monaco-editor/editor/contrib/message/browser/messageController";
import { modelsOf, pathOf } from "../models.js";
import { fromCompletions, fromMarkup, fromRange, HELP_CHARACTERS, toPosition } from "./protocol.js";

/** How long typing pauses before the server is asked. */
const PAUSE_MS = 60;
/** An answer that takes longer than this is said to be on its way: the first one reads the standard library. */
const SLOW_MS = 700;
/** How long a server that did not help is left alone. */
const LEFT_ALONE_MS = 15_000;
const STARTING = "rust-analyzer is reading the project: the first answer takes some seconds.";

const pause = (duration) => new Promise((resolve) => setTimeout(resolve, duration));

/** Registers everything. The server is asked what it offers when help is wanted for the first time. */
export function registerRust() {
  /** This page's, by which the server knows it again. */
  const session = crypto.randomUUID();
  /** Whether the server helps; asked once it is wanted. @type {Promise<boolean> | null} */
  let offered = null;
  /** The server is asked nothing before this. */
  let leftAloneUntil = 0;
  /** It has answered: pointing at something then asks it, too, and starts nothing. */
  let begun = false;

  function leaveAlone() {
    leftAloneUntil = Date.now() + LEFT_ALONE_MS;
    offered = null;
  }

  async function isOffered() {
    if (Date.now() < leftAloneUntil) return false;
    offered ??= fetch("/api/v1/toolchains").then(async (response) => {
      const { editor: offers = [] } = response.ok ? await response.json() : {};
      return offers.some(({ language, available }) => language === "rust" && available);
    });
    const helps = await offered.catch(() => false);
    if (!helps) leaveAlone();
    return helps;
  }

  /** The server's answer; `null` where it has none, or is asked no more. */
  async function ask(what, model, position, token) {
    const models = modelsOf(model.uri);
    if (!models || model.getValueLength() > HELP_CHARACTERS || !(await isOffered())) return null;
    await pause(PAUSE_MS);
    if (token.isCancellationRequested || model.isDisposed()) return null;
    const path = pathOf(model.uri);
    const files = Object.fromEntries(Object.entries(models.source()).map(([name, { text }]) => [name, { text }]));
    files[path] = { text: model.getValue() };
    const abort = new AbortController();
    const cancelled = token.onCancellationRequested(() => abort.abort());
    let takeBack = () => {};
    const slow = setTimeout(() => {
      takeBack = say(model, STARTING);
    }, SLOW_MS);
    try {
      const response = await fetch("/api/v1/editor/rust", {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ session, project: { files }, path, position: toPosition(position), ask: what }),
        signal: abort.signal,
      });
      const answer = await response.json();
      clearTimeout(slow);
      takeBack();
      if (response.ok) {
        begun = true;
        if (answer.note) say(model, `${answer.note}. Completion knows the words of the file.`);
        return answer;
      }
      if (response.status === 503) say(model, `${answer.error.message}. Completion knows the words of the file.`);
      if (response.status !== 400) leaveAlone();
      return null;
    } catch {
      // Given up, or the server is not there, which the page says elsewhere.
      takeBack();
      return null;
    } finally {
      clearTimeout(slow);
      cancelled.dispose();
    }
  }

  languages.registerCompletionItemProvider("rust", {
    triggerCharacters: [".", ":"],
    async provideCompletionItems(model, position, context, token) {
      const before = model.getLineContent(position.lineNumber).slice(0, position.column - 1);
      if (context.triggerCharacter === ":" && !before.endsWith("::")) return null;
      const found = await ask("completion", model, position, token);
      // Nothing at all leaves the words of the file.
      if (!found?.answer?.length) return null;
      const { startColumn } = model.getWordUntilPosition(position);
      const word = { startLineNumber: position.lineNumber, startColumn, endLineNumber: position.lineNumber, endColumn: position.column };
      return { suggestions: fromCompletions(found.answer, word), incomplete: found.incomplete };
    },
  });
  languages.registerHoverProvider("rust", {
    async provideHover(model, position, token) {
      const hover = begun && (await ask("hover", model, position, token))?.answer;
      return hover ? { contents: [fromMarkup(hover.contents)], range: hover.range ? fromRange(hover.range) : undefined } : null;
    },
  });
  languages.registerSignatureHelpProvider("rust", {
    signatureHelpTriggerCharacters: ["(", ","],
    async provideSignatureHelp(model, position, token) {
      const value = (await ask("signature", model, position, token))?.answer;
      if (!value) return null;
      const signatures = value.signatures.map((signature) => ({ ...signature, documentation: fromMarkup(signature.documentation) }));
      return { value: { signatures, activeSignature: value.activeSignature ?? 0, activeParameter: value.activeParameter ?? 0 }, dispose() {} };
    },
  });
  languages.registerDefinitionProvider("rust", {
    async provideDefinition(model, position, token) {
      const places = (await ask("definition", model, position, token))?.answer ?? [];
      const models = modelsOf(model.uri);
      return places.filter(({ path }) => models.open(path)).map(({ path, range }) => ({ uri: models.uri(path), range: fromRange(range) }));
    },
  });
}

/** Says something at the caret, until it moves or this is taken back. */
function say(model, message) {
  const view = editor.getEditors().find((shown) => shown.getModel() === model);
  const position = view?.getPosition();
  const messages = position && MessageController.get(view);
  messages?.showMessage(message, position);
  return () => messages?.closeMessage();
}
