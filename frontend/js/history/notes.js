// What the page tells the history, one after the other: versions, verdicts, deleted and restored projects.
import { addVerdict, bringBack, note, take } from "./store.js";

/** The version that ran last, by project, until its verdict is known. */
const ran = new Map();
/** What was deleted last, by project. */
const deleted = new Map();
let failure = "";

/** Why the last version could not be kept; empty when it was. */
export const lastFailure = () => failure;

let queue = Promise.resolve();
/** Everything in order; a history that cannot be written must not stand in anyone's way. */
function later(work) {
  queue = queue.then(work).then(() => { failure = ""; }, (error) => { failure = error?.message || String(error); });
  return queue;
}

export const history = {
  note: (id, project, cause) => later(async () => {
    const key = await note(id, project, cause);
    if (cause === "run") ran.set(id, key);
  }),
  verdict: (id, words) => later(async () => {
    const key = ran.get(id);
    ran.delete(id);
    if (key !== undefined) await addVerdict(key, words);
  }),
  keep: (id, isKept) => later(async () => {
    if (!isKept) return void deleted.set(id, await take(id));
    if (deleted.has(id)) await bringBack(deleted.get(id));
    deleted.delete(id);
  }),
  settled: () => queue,
};
