export const split = {
  words: (text) => text.toLowerCase().match(/\p{L}+/gu) ?? [],
};
