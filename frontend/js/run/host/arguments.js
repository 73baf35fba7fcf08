// `wasi:cli/environment`: the program's name and the run's arguments; there is no initial directory.

/** What the program is called. */
const PROGRAM = "component";

/** @param {import("./index.js").HostContext} context */
export const createArguments = ({ settings }) => ({
  getArguments: () => [PROGRAM, ...settings.arguments],
  initialCwd: () => undefined,
});
