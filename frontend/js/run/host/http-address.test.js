// Where requests go, as the policy judges them.
import assert from "node:assert/strict";
import { test } from "node:test";
import { addressOf, isAuthority, isPathWithQuery, isScheme } from "./http-address.js";

test("the parts of a request", () => {
  for (const path of ["", "/", "/v1/x?q=1&r=%20", "?q", "/a/../b"]) assert.ok(isPathWithQuery(path), path);
  for (const path of ["v1", "/a b", "/a#b", "/\r\n", "/ä", "/\\", "//\"", "/{"]) assert.ok(!isPathWithQuery(path), path);
  for (const scheme of ["gopher", "a+b"]) assert.ok(isScheme(scheme), scheme);
  for (const scheme of ["", "1a", "a:b"]) assert.ok(!isScheme(scheme), scheme);
  for (const authority of ["example.com", "a:1", "[::1]", "[::1]:80", "127.0.0.1:65535"]) assert.ok(isAuthority(authority), authority);
  for (const authority of ["", "user@host", "a:", "a:x", "a:65536", "a b", "a/b", "*", "*.example.com", "[g]"]) assert.ok(!isAuthority(authority), authority);
});

test("an address is judged without its query, and asked with it", () => {
  assert.deepEqual(addressOf("GET", "https", "API.example.com:443", "/v1?q=1"), {
    scope: { method: "GET", scheme: "https", host: "api.example.com", port: null, path: "/v1" },
    url: "https://api.example.com/v1?q=1",
  });
  assert.deepEqual(addressOf("PUT", "http", "[::1]:8080", "?q"), {
    scope: { method: "PUT", scheme: "http", host: "[::1]", port: 8080, path: "/" },
    url: "http://[::1]:8080/?q",
  });
});

test("what would mean more than itself, or lead elsewhere, is no address", () => {
  for (const [method, scheme, authority, path] of [
    ["*", "https", "a.example", "/"], ["GET", "https", "*", "/"], ["GET", "https", "a.example", "/x*"],
    ["GET", "https", "a.example", "/v1/../x"], ["GET", "https", "a.example", "/v1/%2E%2e"], ["GET", "https", "a.example", "/./x"],
    ["GET", "ftp", "a.example", "/"], ["GET", "https", "", "/"], ["G T", "https", "a.example", "/"],
  ]) assert.equal(addressOf(method, scheme, authority, path), null, `${method} ${scheme}://${authority}${path}`);
  assert.ok(addressOf("GET", "https", "a.example", "/..x/.../x.?q=/../*"));
});
