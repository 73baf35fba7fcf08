// `wasi:cli/exit`: ends the run with the guest's code.

/** @param {import("./index.js").HostContext} context */
export const createExit = ({ ending }) => ({
  "wasi:cli/exit": {
    exit: (status) => ending.end({ outcome: "exited", code: status.tag === "ok" ? 0 : 1 }, "exit"),
    exitWithCode: (code) => ending.end({ outcome: "exited", code }, "exit"),
  },
});
