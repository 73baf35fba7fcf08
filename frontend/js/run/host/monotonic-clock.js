// `wasi:clocks/monotonic-clock`: this thread's clock, or a virtual one that moves by one step a reading.
import { monotonicClock } from "@bytecodealliance/preview2-shim/clocks";
import { CLOCK_STEP_NS } from "../virtual.js";
import { Timer } from "./poll.js";

const U64_MAX = (1n << 64n) - 1n;

/** @param {import("./index.js").HostContext} context */
export const createMonotonicClock = ({ settings }) => ({
  "wasi:clocks/monotonic-clock": settings.mode === "live" ? liveClock() : virtualClock(),
});

function liveClock() {
  const now = () => monotonicClock.now();
  return clock(now, now, () => {}, monotonicClock.resolution());
}

function virtualClock() {
  let nowNs = 0n;
  const read = () => {
    const now = nowNs;
    nowNs += CLOCK_STEP_NS;
    return now;
  };
  // A wait that is over has moved the clock at least to the moment that was waited for.
  const passed = (when) => {
    if (when > nowNs) nowNs = when;
  };
  return clock(read, () => nowNs, passed, CLOCK_STEP_NS);
}

/** The interface from a reading that counts, one that does not, and what a finished wait does. */
function clock(read, peek, passed, resolutionNs) {
  const sleep = (durationNs) => {
    const now = peek();
    const when = now + durationNs > U64_MAX ? U64_MAX : now + durationNs;
    return new Timer(Number(durationNs) / 1e6, () => passed(when));
  };
  return {
    now: read,
    resolution: () => resolutionNs,
    subscribeInstant: (when) => sleep(when > peek() ? when - peek() : 0n),
    subscribeDuration: sleep,
  };
}
