// Where the server under test is and how it starts.
import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

/** The port the specs' server listens on. */
export const PORT = Number(process.env.DIPTYCH_E2E_PORT ?? 8099);

/** The release build that `cargo xtask build` makes. */
export const serverCommand = "target/release/diptych";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));

/**
 * Starts a server of its own, for specs that take one away or measure it.
 * @param {number} port
 * @param {Record<string, string>} [environment]
 */
export async function startServer(port, environment = {}) {
  const server = spawn(serverCommand, [], {
    cwd: ROOT,
    env: { ...process.env, DIPTYCH_LISTEN: `127.0.0.1:${port}`, ...environment },
    stdio: "ignore",
  });
  const url = `http://localhost:${port}`;
  for (let attempt = 0; attempt < 200; attempt++) {
    try {
      if ((await fetch(`${url}/api/v1/health`)).ok) return { url, stop: () => stopped(server) };
    } catch {
      // Not listening yet.
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  server.kill("SIGKILL");
  throw new Error(`the server did not answer on ${url}`);
}

function stopped(server) {
  return new Promise((resolve) => {
    server.once("exit", resolve);
    server.kill("SIGTERM");
  });
}
