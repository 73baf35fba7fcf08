// Runs a pipeline's stages on one engine: each as soon as it has what it needs, so that stages which do not need one
// another run at the same time.

/**
 * @typedef {{name: string, needs: string[]}} Stage
 * @typedef {{state: "waiting"} | {state: "running"} | {state: "ended", report: any} | {state: "skipped", why: string}} Progress
 */

/**
 * Runs all stages. Never rejects: what goes wrong is told of the stage that it went wrong in.
 * @param {Stage[]} stages `needs` names stages of this list, never in a circle
 * @param {object} steps
 * @param {(stage: Stage, earlier: Record<string, any>) => Promise<any>} steps.run one stage's report; `earlier` is what
 *   the stages it needs gave; a rejection says why it was not run
 * @param {(stage: Stage, report: any) => Promise<any>} steps.given what a stage gave; a rejection says why nothing
 * @param {(stage: Stage, progress: Progress) => void} steps.onProgress
 * @param {number} [atOnce] how many run at the same time at most
 */
export async function runPipeline(stages, { run, given, onProgress }, atOnce = 4) {
  const turns = new Turns(atOnce);
  /** What each stage gave, or why it gave nothing. @type {Map<string, Promise<any>>} */
  const gifts = new Map();
  const giftOf = (stage) => {
    if (!gifts.has(stage.name)) {
      const gift = one(stage);
      // Whoever needs it is told; nobody has to.
      gift.catch(() => {});
      gifts.set(stage.name, gift);
    }
    return gifts.get(stage.name);
  };
  const skip = (stage, why) => {
    onProgress(stage, { state: "skipped", why });
    throw new Error(why);
  };

  async function one(stage) {
    onProgress(stage, { state: "waiting" });
    const earlier = {};
    for (const name of stage.needs) {
      try {
        earlier[name] = await giftOf(stages.find((other) => other.name === name));
      } catch (error) {
        skip(stage, error.message);
      }
    }
    const report = await turns.take(async () => {
      onProgress(stage, { state: "running" });
      try {
        return await run(stage, earlier);
      } catch (error) {
        return skip(stage, error.message);
      }
    });
    onProgress(stage, { state: "ended", report });
    return given(stage, report);
  }

  await Promise.allSettled(stages.map(giftOf));
}

/** So many at the same time, the others in the order in which they came. */
class Turns {
  #free;
  #waiting = [];

  constructor(count) {
    this.#free = count;
  }

  async take(work) {
    if (this.#free === 0) await new Promise((resolve) => this.#waiting.push(resolve));
    else this.#free--;
    try {
      return await work();
    } finally {
      const next = this.#waiting.shift();
      if (next) next();
      else this.#free++;
    }
  }
}
