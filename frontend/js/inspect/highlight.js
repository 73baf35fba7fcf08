// Words of WAT and WIT by kind, for colour: cut into pieces of text, never markup.

const WAT = /(;;.*$|\(;.*?;\))|("(?:[^"\\]|\\.)*"?)|(\$(?:"(?:[^"\\]|\\.)*"|[^\s()"]+))|(\b(?:component|core|module|func|type|import|export|instance|param|result|local|global|memory|table|elem|data|start|canon|lift|lower|alias|instantiate|with|record|variant|enum|flags|list|tuple|option|resource|own|borrow|mut|block|loop|if|else|end)\b(?![.:/-]))|(-?\b(?:0x[0-9a-f][0-9a-f_.p+-]*|\d[\d_.]*(?:e[+-]?\d+)?)\b)/gi;
const WIT = /(\/\/.*$)|("(?:[^"\\]|\\.)*"?)|(%[a-z][\w-]*)|((?<![\w-])(?:package|world|interface|import|export|use|include|func|type|record|variant|enum|flags|resource|constructor|static|async|as|from|with|list|tuple|option|result|borrow|own|future|stream|bool|string|char|[suf](?:8|16|32|64))\b(?!-))|((?:@|\b)\d+(?:\.\d+)*(?:-[\w.]+)?\b)/g;
const KINDS = ["comment", "string", "name", "keyword", "number"];

/**
 * @param {string} line
 * @param {"wat" | "wit"} language
 * @returns {[kind: string | null, text: string][]}
 */
export function pieces(line, language) {
  const found = [];
  let end = 0;
  for (const match of line.matchAll(language === "wat" ? WAT : WIT)) {
    const kind = KINDS[match.slice(1, 6).findIndex((group) => group !== undefined)];
    if (match.index > end) found.push([null, line.slice(end, match.index)]);
    found.push([kind, match[0]]);
    end = match.index + match[0].length;
  }
  if (end < line.length) found.push([null, line.slice(end)]);
  return found;
}
