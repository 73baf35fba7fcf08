// Chromium as the specs, the screenshots and the measurements start it.
import { chromium } from "@playwright/test";

/** How Debian's Chromium is started: without what would speak to the network or disturb timing. */
export const launchOptions = {
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
  ],
};

/** Starts it. */
export const launch = () => chromium.launch(launchOptions);
