// The page's side of a toolchain worker: one warm worker, replaced after any failure of a kit.
import { asset } from "../assets.js";
import { KeptTraces } from "./kept-traces.js";

/** A kit that panicked or a worker that was lost; the call may be tried once more. */
class LostWorker extends Error {}

/**
 * The methods of the kits in a worker of its own.
 * @param {string} name what browsers show the worker as
 */
export function createToolchain(name) {
  /** @type {Worker | null} */
  let worker = null;
  let nextId = 1;
  /** @type {Map<number, {resolve: (value: any) => void, reject: (error: Error) => void}>} */
  const waiting = new Map();
  const keptTraces = new KeptTraces();

  /** Starts the worker when there is none. */
  function running() {
    if (worker) return worker;
    const started = new Worker(asset(__TOOLCHAIN_WORKER__), { type: "module", name });
    started.onmessage = ({ data }) => {
      const call = waiting.get(data.id);
      waiting.delete(data.id);
      if (data.poisoned) {
        // Told again, the same would happen again.
        if (data.method.startsWith("trace_")) keptTraces.forget();
        call?.reject(new LostWorker(data.error));
        discard(started, "the toolchain was restarted");
      } else if (data.error !== undefined) {
        call?.reject(new Error(data.error));
      } else {
        call?.resolve(data.value);
      }
    };
    started.onerror = (event) => {
      event.preventDefault();
      discard(started, event.message || "the toolchain could not be loaded: check the connection and reload the page");
    };
    worker = started;
    for (const message of keptTraces.messages()) started.postMessage(message);
    return started;
  }

  /** Ends `lost` and fails what waits for it, so that each call can be made again. */
  function discard(lost, why) {
    if (worker !== lost) return;
    worker = null;
    lost.terminate();
    const failed = [...waiting.values()];
    waiting.clear();
    for (const { reject } of failed) reject(new LostWorker(why));
  }

  function post(method, argument) {
    return new Promise((resolve, reject) => {
      const id = nextId++;
      waiting.set(id, { resolve, reject });
      try {
        running().postMessage({ id, method, argument });
      } catch (error) {
        waiting.delete(id);
        reject(error);
      }
    });
  }

  /**
   * Calls a method of the kits. A call that failed because the kit broke down is made once more on a
   * fresh worker.
   * @param {string} method see `worker.js` for the methods
   * @param {any} argument
   * @returns {Promise<any>} rejects with an Error whose message is for people
   */
  async function call(method, argument) {
    try {
      return await post(method, argument);
    } catch (error) {
      if (!(error instanceof LostWorker)) throw error;
      try {
        return await post(method, argument);
      } catch (again) {
        if (!(again instanceof LostWorker)) throw again;
        throw new Error(`the toolchain broke down at \`${method}\`: ${again.message}`);
      }
    }
  }

  /**
   * Calls a method that answers nothing, in order with the other calls. A fresh worker is told again
   * what makes it know the traces.
   */
  function send(method, argument) {
    const there = running();
    keptTraces.remember(method, argument);
    there.postMessage({ method, argument });
  }

  /** Loads both kits behind whatever the page is doing; failures show at the first real call. */
  function warm() {
    call("warm", null).catch(() => {});
  }

  /** Gives up whatever the worker is doing; the next call starts a fresh one. */
  function restart() {
    if (!worker) return;
    worker.terminate();
    worker = null;
    const failed = [...waiting.values()];
    waiting.clear();
    for (const { reject } of failed) reject(new Error("the toolchain was restarted"));
  }

  return { call, send, warm, restart };
}

/** The page's own: it compiles as one types, and knows the traces of the run in view. */
export const toolchain = createToolchain("toolchain");
