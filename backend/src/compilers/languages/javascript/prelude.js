// What QuickJS lacks and components are written with: text to bytes and back.
globalThis.TextEncoder ??= class TextEncoder {
  get encoding() {
    return "utf-8";
  }
  encode(text = "") {
    const bytes = [];
    for (const character of String(text)) {
      let code = character.codePointAt(0);
      // A surrogate of its own has no encoding.
      if (code >= 0xd800 && code <= 0xdfff) code = 0xfffd;
      if (code < 0x80) bytes.push(code);
      else if (code < 0x800) bytes.push(0xc0 | (code >> 6), 0x80 | (code & 63));
      else if (code < 0x10000) bytes.push(0xe0 | (code >> 12), 0x80 | ((code >> 6) & 63), 0x80 | (code & 63));
      else bytes.push(0xf0 | (code >> 18), 0x80 | ((code >> 12) & 63), 0x80 | ((code >> 6) & 63), 0x80 | (code & 63));
    }
    return new Uint8Array(bytes);
  }
};
globalThis.TextDecoder ??= class TextDecoder {
  get encoding() {
    return "utf-8";
  }
  decode(bytes = new Uint8Array()) {
    const from = bytes instanceof Uint8Array ? bytes : new Uint8Array(bytes.buffer ?? bytes);
    const pieces = [];
    let at = 0;
    while (at < from.length) {
      const first = from[at++];
      const more = first < 0x80 ? 0 : first >= 0xc2 && first < 0xe0 ? 1 : first >= 0xe0 && first < 0xf0 ? 2 : first >= 0xf0 && first < 0xf5 ? 3 : -1;
      let code = more < 0 ? 0xfffd : more === 0 ? first : first & (0x3f >> more);
      for (let left = more; left > 0; left -= 1) {
        const next = from[at];
        const second = left === more;
        const low = second && first === 0xe0 ? 0xa0 : second && first === 0xf0 ? 0x90 : 0x80;
        const high = second && first === 0xed ? 0x9f : second && first === 0xf4 ? 0x8f : 0xbf;
        if (!(next >= low && next <= high)) {
          code = 0xfffd;
          break;
        }
        code = (code << 6) | (next & 63);
        at += 1;
      }
      if (!(code === 0xfeff && pieces.length === 0)) pieces.push(String.fromCodePoint(code));
    }
    return pieces.join("");
  }
};
