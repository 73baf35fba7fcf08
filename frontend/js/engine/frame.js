// The page's side of the sandboxed frame: run workers, one kept warm so that a run starts at once.
import { asset } from "../assets.js";

/** The frame and its first worker must be there after this long. */
const START_MS = 10_000;
/** A terminated worker may burn its core for about this long. */
const ZOMBIE_MS = 2_000;
/** With this many of them, the next worker waits for one to be gone. */
const MOST_ZOMBIES = 3;

/** @type {Promise<Frame> | null} */
let frame = null;
/** @type {Promise<RunWorker> | null} */
let spare = null;
/** When each terminated worker can be taken for gone. @type {number[]} */
let zombiesUntil = [];

/** One worker in the frame. */
class RunWorker {
  /** @type {(message: any) => void} */
  onMessage = () => {};
  /** @type {(why: string) => void} */
  onLost = () => {};
  isLost = false;

  constructor(id, port, host) {
    this.id = id;
    this.port = port;
    this.host = host;
    port.onmessage = ({ data }) => this.onMessage(data);
  }

  post(message) {
    this.port.postMessage(message);
  }

  lose(why) {
    if (this.isLost) return;
    this.isLost = true;
    this.onLost(why);
  }

  /** Ends it, whatever it is doing. @param {boolean} isBusy whether the guest may still run */
  end(isBusy) {
    this.isLost = true;
    this.port.close();
    this.host.window.postMessage({ end: this.id }, "*");
    this.host.workers.delete(this.id);
    if (isBusy) zombiesUntil.push(performance.now() + ZOMBIE_MS);
  }
}

/** The iframe, once its script answers. */
class Frame {
  nextId = 1;
  /** @type {Map<number, RunWorker>} */
  workers = new Map();

  constructor(element) {
    this.element = element;
    this.window = element.contentWindow;
  }

  async start() {
    const { port1, port2 } = new MessageChannel();
    const worker = new RunWorker(this.nextId++, port1, this);
    this.workers.set(worker.id, worker);
    const ready = new Promise((resolve, reject) => {
      worker.onMessage = resolve;
      worker.onLost = (why) => reject(new Error(why));
      setTimeout(() => reject(new Error("the run worker did not start")), START_MS);
    });
    this.window.postMessage({ start: worker.id }, "*", [port2]);
    await ready;
    worker.onMessage = () => {};
    worker.onLost = () => {};
    return worker;
  }
}

async function openFrame() {
  const address = new URL("../run-frame.html", import.meta.url);
  const bundle = fetch(asset(__RUN_WORKER__)).then((response) => {
    if (!response.ok) throw new Error(`the run worker's code could not be loaded (HTTP ${response.status})`);
    return response.arrayBuffer();
  });
  const element = document.createElement("iframe");
  element.setAttribute("sandbox", "allow-scripts");
  element.setAttribute("allow", "cross-origin-isolated");
  element.title = "Run frame";
  element.hidden = true;
  element.src = address.href;
  const opened = new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error("the run frame did not load: check the connection")), START_MS);
    addEventListener("message", function listen({ source, data }) {
      if (source !== element.contentWindow) return;
      if (data.ready) {
        clearTimeout(timer);
        resolve(new Frame(element));
      } else if (data.lost) {
        void frame?.then((opened) => opened.workers.get(data.lost)?.lose(data.why || "the run worker broke down"));
      }
    });
  });
  document.body.append(element);
  try {
    const made = await opened;
    made.window.postMessage({ bundle: await bundle }, "*");
    return made;
  } catch (error) {
    element.remove();
    throw error;
  }
}

async function startWorker() {
  frame ??= openFrame();
  let opened;
  try {
    opened = await frame;
  } catch (error) {
    frame = null;
    throw error;
  }
  zombiesUntil = zombiesUntil.filter((until) => until > performance.now());
  if (zombiesUntil.length >= MOST_ZOMBIES) {
    const left = zombiesUntil[zombiesUntil.length - MOST_ZOMBIES] - performance.now();
    await new Promise((resolve) => setTimeout(resolve, left));
  }
  return opened.start();
}

/** Makes sure that a worker is waiting. Failures show when one is taken. */
export function warmWorker() {
  if (spare) return;
  const starting = startWorker();
  spare = starting;
  starting.catch(() => {
    if (spare === starting) spare = null;
  });
}

/** @returns {Promise<RunWorker>} a fresh worker, and the next one is on its way */
export async function takeWorker() {
  warmWorker();
  const taken = spare;
  spare = null;
  const worker = await taken;
  return worker.isLost ? startWorker() : worker;
}
