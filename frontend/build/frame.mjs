// The page inside the sandboxed frame: one inline script and the policy that allows nothing else.
import { createHash } from "node:crypto";

/** run-frame.html around `script`; its own Content-Security-Policy names the script by hash. */
export function frameHtml(script) {
  const hash = createHash("sha256").update(script).digest("base64");
  const policy = [
    "default-src 'none'",
    // blob: for the run worker's import() of the transpiled component.
    `script-src 'sha256-${hash}' blob: 'wasm-unsafe-eval'`,
    "worker-src blob:",
    "connect-src 'none'",
    "base-uri 'none'",
    "form-action 'none'",
  ].join("; ");
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<title>Run frame</title>
<script>${script}</script>
</html>
`;
}
