// The page's side of the languages worker: one compile at a time, stopped by ending the worker.
import { asset } from "../assets.js";

/** A worker with no compile under way, kept because its compilers are loaded. @type {Worker | null} */
let idle = null;

function start() {
  return new Worker(asset(__LANGUAGES_WORKER__), { type: "module", name: "languages" });
}

/**
 * Compiles a project with a compiler that runs in the page.
 * @param {any} project
 * @param {AbortSignal} signal stops the compile, and with it the worker
 * @param {(event: string) => void} onEvent hears each `CompileEvent` but the last as JSON text, and words about what is loaded
 * @returns {Promise<any>} the `CompileOutput`; rejects with an Error whose message is for people
 */
function compile(project, signal, onEvent) {
  return new Promise((resolve, reject) => {
    const worker = idle ?? start();
    idle = null;
    const fail = (message) => {
      signal.removeEventListener("abort", stop);
      worker.terminate();
      reject(new Error(message));
    };
    const stop = () => fail("stopped");
    signal.addEventListener("abort", stop);
    worker.onmessage = ({ data }) => {
      if (data.event) return onEvent(JSON.stringify(data.event));
      if (data.step) return onEvent(data.step);
      // Asked by the browser itself: a compile waits for it, whatever else the page shows.
      if (data.ask) return worker.postMessage({ allowed: confirm(data.ask) });
      if (data.error !== undefined) return fail(data.error);
      signal.removeEventListener("abort", stop);
      if (idle) worker.terminate();
      else idle = worker;
      resolve(data.output);
    };
    worker.onerror = (event) => {
      event.preventDefault();
      fail(event.message || "the compiler could not be loaded: check the connection and try again");
    };
    worker.postMessage({ project });
  });
}

/** Whether this site has clang for the page. */
const hasClang = () => __CLANG__ !== null;

export const languages = { compile, hasClang };
