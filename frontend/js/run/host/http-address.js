// Where a request goes, as a policy can judge it: a port of `shared::policy::RequestPattern::of`.
import { asciiLower, isToken } from "./http-fields.js";

const DEFAULT_PORTS = { http: 80, https: 443 };
const MOST_PORT = 65_535;

/** Whether this is a path with its query, or either, as requests have them. @param {string} text */
export const isPathWithQuery = (text) => /^(?:[/?][\x21\x24-\x3b\x3d\x3f-\x5b\x5d\x5f\x61-\x7a\x7e]*)?$/.test(text);

/** @param {string} text */
export const isScheme = (text) => /^[A-Za-z][A-Za-z0-9+\-.]*$/.test(text);

/** @param {string} text a host, or one with its port */
export const isAuthority = (text) => splitAuthority(text) !== null;

/** What a URL parser would resolve: the request would go elsewhere than the policy was asked. */
const DOT_SEGMENT = /\/(?:\.|%2e){1,2}(?:\/|$)/i;

/**
 * The need of a request, and its URL: the host in lower case, without a default port. A method or
 * host with a `*`, or a path that ends with one, is none: as a grant it would mean more than itself.
 * @param {string} method
 * @param {string} scheme
 * @param {string} authority
 * @param {string} pathWithQuery
 * @returns {{scope: {method: string, scheme: string, host: string, port: number | null, path: string},
 *   url: string} | null} null when it goes nowhere
 */
export function addressOf(method, scheme, authority, pathWithQuery) {
  const parts = splitAuthority(authority);
  if (!isToken(method) || method === "*" || !Object.hasOwn(DEFAULT_PORTS, scheme) || !parts) return null;
  const port = parts.port === DEFAULT_PORTS[scheme] ? null : parts.port;
  const mark = pathWithQuery.indexOf("?");
  const query = mark < 0 ? "" : pathWithQuery.slice(mark);
  const path = (mark < 0 ? pathWithQuery : pathWithQuery.slice(0, mark)) || "/";
  if (!path.startsWith("/") || path.endsWith("*") || DOT_SEGMENT.test(path)) return null;
  const url = `${scheme}://${parts.host}${port === null ? "" : `:${port}`}${path}${query}`;
  return { scope: { method, scheme, host: parts.host, port, path }, url };
}

/** Host and port. Whoever writes a user name into an authority hides the host behind it. */
function splitAuthority(authority) {
  const colon = authority.lastIndexOf(":");
  let host = authority;
  let port = null;
  // The last colon of `[::1]` is the address's.
  if (colon >= 0 && !authority.endsWith("]")) {
    host = authority.slice(0, colon);
    const digits = authority.slice(colon + 1);
    if (!/^\+?[0-9]+$/.test(digits) || Number(digits) > MOST_PORT) return null;
    port = Number(digits);
  }
  const isAddress = /^\[[0-9A-Fa-f:.]*\]$/.test(host);
  if (!isAddress && !/^[A-Za-z0-9\-._]+$/.test(host)) return null;
  return { host: asciiLower(host), port };
}
