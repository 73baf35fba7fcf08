// The server's short links: publish, read, delete. What goes wrong is an error with words for people.

/** Ids are 20 characters of Crockford's base 32. */
export const LINK_ID = /^[0-9a-hjkmnp-tv-z]{20}$/;

/** The page of a link. @param {string} id */
export const addressOf = (id) => new URL(`/s/${id}`, location.origin).href;

/**
 * @param {object} content what the link holds, as `POST /api/v1/links` takes it
 * @returns {Promise<{id: string, deletion_token: string, expires_at?: number}>}
 */
export function publish(content) {
  return ask("/api/v1/links", { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(content) });
}

/** @param {string} id @returns {Promise<any>} the link with its content */
export function read(id) {
  if (!LINK_ID.test(id)) return Promise.reject(new Error("this is no link’s id: a part of it is missing or was changed"));
  // As the page's head asks for it, so that it is asked for once.
  return ask(`/api/v1/links/${id}`, { mode: "cors", credentials: "same-origin" });
}

/** @param {string} id @param {string} token */
export function remove(id, token) {
  return ask(`/api/v1/links/${id}`, { method: "DELETE", headers: { authorization: `Bearer ${token}` } });
}

async function ask(path, options) {
  let response;
  try {
    response = await fetch(path, options);
  } catch {
    throw new Error("the server does not answer: try again when it is back");
  }
  if (response.status === 204) return null;
  const answer = await response.json().catch(() => null);
  if (response.ok && answer) return answer;
  throw Object.assign(new Error(answer?.error?.message ?? `the server answered ${response.status}`), { code: answer?.error?.code });
}
