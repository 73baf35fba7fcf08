// Runs that are not begun, and what is said of them.

/** Nothing is run. */
export class Refused extends Error {
  /** @param {any} outcome an Outcome */
  constructor(outcome) {
    super(outcome.why ?? outcome.limit);
    this.outcome = outcome;
  }
}

/** @param {string} why for people */
export const rejected = (why) => new Refused({ outcome: "rejected", why });

/** Whether single instances of a composition have grants of their own. @param {any} settings see `completed` */
export const hasOwnGrants = ({ componentGrants }) => Object.values(componentGrants).some((grants) => grants.length > 0);

/** What is said where grants of single parts were asked for and the parts cannot be linked. @param {string} why */
export const grantsNeedLinking = (why) =>
  rejected(`Grants of single instances need the composition to be linked part by part, and that cannot be done: ${why}.`);
