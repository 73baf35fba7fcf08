// `wasi:cli/terminal-*`: no stream is a terminal.

const none = () => undefined;

export const terminals = {
  "wasi:cli/terminal-stdin": { getTerminalStdin: none },
  "wasi:cli/terminal-stdout": { getTerminalStdout: none },
  "wasi:cli/terminal-stderr": { getTerminalStderr: none },
};
