// The run worker's way to live HTTP requests: it asks the page, which makes them.

/** Sends requests to the page and hands out the answers. */
export class LiveHttp {
  #post;
  /** @type {Map<number, (answer: any) => void>} */
  #waiting = new Map();
  /** How many were asked for so far. */
  requests = 0;

  /** @param {(message: any) => void} post says something to the page */
  constructor(post) {
    this.#post = post;
  }

  /**
   * @param {import("./host/http.js").LiveRequest} request
   * @returns {Promise<import("./host/http.js").LiveAnswer>} never rejects
   */
  send(request) {
    const number = this.requests++;
    return new Promise((resolve) => {
      this.#waiting.set(number, resolve);
      this.#post({ kind: "http-request", number, request });
    });
  }

  /** Takes the page's answer. @param {{number: number, answer: any}} message */
  take({ number, answer }) {
    this.#waiting.get(number)?.(answer);
    this.#waiting.delete(number);
  }
}
