// The project's files as Monaco's models: one a file, made when the file is shown or help reaches into it.
import { editor, Uri } from "monaco-editor/editor";

/** Keeps the models of several editors apart. */
let editors = 0;
/** @type {Map<string, Models>} by the authority of their addresses */
const all = new Map();

/** The models that an address belongs to. @param {Uri} uri @returns {Models | undefined} */
export const modelsOf = (uri) => (uri.scheme === "diptych" ? all.get(uri.authority) : undefined);

/** A file's path in the project, or a package's in the library. @param {Uri} uri */
export const pathOf = (uri) => uri.path.slice(1);

export class Models {
  #authority = String(++editors);
  /** @type {Map<string, {model: editor.ITextModel, viewState: any}>} */
  #files = new Map();
  /** Set while text is put in by the page, which must not hear of it. */
  #quiet = false;
  /** Gives the project's text files and their languages. */
  source = () => ({});

  /** @param {(path: string, text: string, model: editor.ITextModel) => void} onChange hears each edit by the person */
  constructor(onChange) {
    this.onChange = onChange;
    all.set(this.#authority, this);
  }

  uri(path) {
    return Uri.from({ scheme: "diptych", authority: this.#authority, path: `/${path}` });
  }

  /** The file of `path` with this text. A text that differs from the model's replaces it as one undoable edit. */
  sync(path, text, language) {
    let file = this.#files.get(path);
    if (!file) {
      const model = editor.createModel(text, language, this.uri(path));
      model.onDidChangeContent(() => {
        if (!this.#quiet) this.onChange(path, model.getValue(), model);
      });
      file = { model, viewState: null };
      this.#files.set(path, file);
    }
    if (file.model.getLanguageId() !== language) editor.setModelLanguage(file.model, language);
    if (file.model.getValue() !== text) {
      this.#quiet = true;
      file.model.pushStackElement();
      file.model.pushEditOperations([], [{ range: file.model.getFullModelRange(), text }], () => null);
      file.model.pushStackElement();
      this.#quiet = false;
    }
    return file;
  }

  /** The file of `path` if it has a model. */
  get(path) {
    return this.#files.get(path);
  }

  /**
   * The project's text files of these endings, as they are now: path → text.
   * @param {string[]} endings
   * @returns {Record<string, string>}
   */
  texts(endings) {
    const wanted = Object.entries(this.source()).filter(([path]) => endings.some((ending) => path.endsWith(ending)));
    return Object.fromEntries(wanted.map(([path, { text }]) => [path, text]));
  }

  /** The model of a project file, made when there is none. `null` when there is no such file. */
  open(path) {
    const file = this.source()[path];
    return file ? this.sync(path, file.text, file.language).model : (this.#files.get(path)?.model ?? null);
  }

  close(path) {
    this.#files.get(path)?.model.dispose();
    this.#files.delete(path);
  }

  dispose() {
    for (const path of [...this.#files.keys()]) this.close(path);
    all.delete(this.#authority);
  }
}
