// An anatomy's parts as a tree: who is in whom, what a part is called, what it is.
import { count, visibleLine } from "./text.js";

export class Parts {
  /** @param {{parts: any[]}} anatomy */
  constructor({ parts }) {
    this.all = parts;
    /** @type {number[][]} the parts in each part, the largest first */
    this.inside = parts.map(() => []);
    parts.forEach((part, at) => {
      if (at > 0) this.inside[part.parent].push(at);
    });
    for (const list of this.inside) list.sort((a, b) => parts[b].size_bytes - parts[a].size_bytes || a - b);
  }

  /** The way from the whole to a part, both included. @param {number} at */
  way(at) {
    const way = [at];
    while (way[0] !== 0) way.unshift(this.all[way[0]].parent);
    return way;
  }

  /** What a part is called, for people. @param {number} at */
  label(at) {
    const { kind, name, index, count: number } = this.all[at];
    if (at === 0 && !name) return kind === "module" ? "the module" : "the component";
    switch (kind) {
      case "component": return visibleLine(name ?? `component ${index}`);
      case "module": return visibleLine(name ?? `module ${index}`);
      case "group": return name ? visibleLine(name) : "others";
      case "function": return visibleLine(name ?? `function ${index}`);
      case "segment": return `segment ${index}`;
      case "more": return `${count(number, "more part")}`;
      case "unread": return "unreadable bytes";
      default: return visibleLine(name ?? "") || "(no name)";
    }
  }

  /** What kind of part it is, for people. @param {number} at */
  kind(at) {
    const { kind, count: number } = this.all[at];
    switch (kind) {
      case "group": return count(number, "function");
      case "custom": return "custom section";
      case "segment": return "data segment";
      case "more": return "the smallest, together";
      case "unread": return "not WebAssembly";
      case "module": return "core module";
      default: return kind;
    }
  }

  /** The bytes of a part that are in none of its parts. @param {number} at */
  headers(at) {
    return this.all[at].size_bytes - this.inside[at].reduce((sum, inner) => sum + this.all[inner].size_bytes, 0);
  }
}
