export const greet = {
  greet: (name) => `Hello, ${name}!`,
};
