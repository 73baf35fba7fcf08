// `wasi:clocks/wall-clock`: this thread's clock, or a virtual one that moves by one step a reading.
import { wallClock } from "@bytecodealliance/preview2-shim/clocks";
import { CLOCK_STEP_NS, WALL_CLOCK_START_SECONDS } from "../virtual.js";

const SECOND_NS = 1_000_000_000n;

/** @param {import("./index.js").HostContext} context */
export const createWallClock = ({ settings }) => ({
  "wasi:clocks/wall-clock": settings.mode === "live" ? liveClock : virtualClock(),
});

const liveClock = {
  now() {
    const { seconds, nanoseconds } = wallClock.now();
    return { seconds, nanoseconds: Math.round(nanoseconds) };
  },
  resolution: () => wallClock.resolution(),
};

function virtualClock() {
  let elapsedNs = 0n;
  return {
    now() {
      const now = elapsedNs;
      elapsedNs += CLOCK_STEP_NS;
      return { seconds: WALL_CLOCK_START_SECONDS + now / SECOND_NS, nanoseconds: Number(now % SECOND_NS) };
    },
    resolution: () => ({ seconds: CLOCK_STEP_NS / SECOND_NS, nanoseconds: Number(CLOCK_STEP_NS % SECOND_NS) }),
  };
}
