// `wasi:clocks`: this thread's clocks, or virtual ones that move by one step a reading.
import { monotonicClock, wallClock } from "@bytecodealliance/preview2-shim/clocks";
import { CLOCK_STEP_NS, WALL_CLOCK_START_SECONDS } from "../virtual.js";
import { Timer } from "./poll.js";

const SECOND_NS = 1_000_000_000n;
const U64_MAX = (1n << 64n) - 1n;

/** @param {"deterministic" | "live"} mode */
export function createClocks(mode) {
  if (mode === "live") {
    return {
      "wasi:clocks/wall-clock": {
        now: () => {
          const { seconds, nanoseconds } = wallClock.now();
          return { seconds, nanoseconds: Math.round(nanoseconds) };
        },
        resolution: () => wallClock.resolution(),
      },
      "wasi:clocks/monotonic-clock": monotonic(() => monotonicClock.now(), () => monotonicClock.now(), () => {}, monotonicClock.resolution()),
    };
  }
  let wallNs = 0n;
  let monotonicNs = 0n;
  return {
    "wasi:clocks/wall-clock": {
      now: () => {
        const now = wallNs;
        wallNs += CLOCK_STEP_NS;
        return { seconds: WALL_CLOCK_START_SECONDS + now / SECOND_NS, nanoseconds: Number(now % SECOND_NS) };
      },
      resolution: () => ({ seconds: CLOCK_STEP_NS / SECOND_NS, nanoseconds: Number(CLOCK_STEP_NS % SECOND_NS) }),
    },
    "wasi:clocks/monotonic-clock": monotonic(
      () => {
        const now = monotonicNs;
        monotonicNs += CLOCK_STEP_NS;
        return now;
      },
      () => monotonicNs,
      // A wait that is over has moved the clock at least to the moment that was waited for.
      (when) => {
        if (when > monotonicNs) monotonicNs = when;
      },
      CLOCK_STEP_NS,
    ),
  };
}

/** The interface from a reading that counts, one that does not, and what a finished wait does. */
function monotonic(read, peek, passed, resolutionNs) {
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
