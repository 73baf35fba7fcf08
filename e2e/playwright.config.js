// Playwright's settings: one real server on a port of its own, Debian's Chromium.
import { defineConfig } from "@playwright/test";
import { launchOptions } from "./support/browser.js";
import { PORT, serverCommand } from "./support/server.js";

export default defineConfig({
  testDir: "./specs",
  timeout: 60_000,
  expect: { timeout: 15_000 },
  fullyParallel: true,
  workers: 2,
  // A machine that is short of breath may fail a test once. One that needed its second try is named as
  // flaky at the end of the log and by `cargo xtask test`: it passed, and it is to be looked at.
  retries: 1,
  reporter: [["list"]],
  use: {
    baseURL: `http://localhost:${PORT}`,
    viewport: { width: 1440, height: 900 },
    trace: "retain-on-failure",
    launchOptions,
  },
  webServer: {
    command: serverCommand,
    url: `http://localhost:${PORT}/api/v1/health`,
    timeout: 60_000,
    reuseExistingServer: false,
    // The cache is the one that the server's tests of the samples leave.
    env: { DIPTYCH_LISTEN: `127.0.0.1:${PORT}`, DIPTYCH_CACHE: "target/test-cache", DIPTYCH_DATA: "target/test-data", DIPTYCH_LIMIT_CLIENT_PUBLISHES_PER_MINUTE: "1000" },
    cwd: "..",
  },
});
