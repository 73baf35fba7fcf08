// The browser's engine, a chunk of its own: it comes behind the first paint, or with the first run if that is sooner.
import { once } from "../once.js";

const load = once(async () => (await import("./browser.js")).browserEngine);

/** Whether a component can run here at all. */
function available() {
  const ok = typeof WebAssembly === "object" && typeof Worker === "function";
  return { ok, why: ok ? "" : "this browser has no WebAssembly or no workers" };
}

/** As in `browser.js`; `onLost` hears why there will be no report. */
function run(request, onEvent, onLost) {
  let started = null;
  let isStopped = false;
  load().then((engine) => {
    started = engine.run(request, onEvent);
    if (isStopped) started.stop();
  }).catch((error) => onLost?.(`the engine did not load (${error.message})`));
  return {
    stop() {
      isStopped = true;
      started?.stop();
    },
  };
}

export const browserEngine = {
  available,
  run,
  /** A favour to the first run, which reports any failure itself. */
  warm: () => void load().then((engine) => engine.warm()).catch(() => {}),
};
