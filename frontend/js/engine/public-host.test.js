// Live requests go to public hosts only.
import assert from "node:assert/strict";
import { test } from "node:test";
import { isPublicHost } from "./public-host.js";

const hostname = (host) => new URL(`http://${host}/`).hostname;

test("public names and addresses", () => {
  for (const host of [
    "example.com", "example.com.", "localhost.example.com", "1.1.1.1", "100.63.255.255", "172.32.0.0", "223.255.255.255",
    "[2606:4700:4700::1111]", "[::ffff:8.8.8.8]", "[64:ff9b::8.8.8.8]",
  ]) assert.ok(isPublicHost(hostname(host)), host);
});

test("private, local and special ones, however they are written", () => {
  for (const host of [
    "localhost", "localhost.", "a.localhost", "router", "nas.local", "x.internal", "x.home.arpa",
    "127.0.0.1", "127.1", "0x7f.0.0.1", "2130706433", "0", "10.0.0.1", "100.64.0.1", "169.254.169.254", "172.31.255.255",
    "192.168.1.1", "198.19.0.1", "203.0.113.1", "255.255.255.255",
    "[::]", "[::1]", "[::127.0.0.1]", "[::ffff:10.0.0.1]", "[64:ff9b::127.0.0.1]", "[64:ff9b:1::8.8.8.8]", "[2001::1]",
    "[2001:db8::1]", "[2002:7f00:1::1]", "[fc00::1]", "[fe80::1]", "[ff02::1]",
  ]) assert.ok(!isPublicHost(hostname(host)), host);
});
