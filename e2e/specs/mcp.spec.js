// The tools for assistants, asked by the protocol's own client: over HTTP and over stdin and stdout.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StdioClientTransport } from "@modelcontextprotocol/sdk/client/stdio.js";
import { StreamableHTTPClientTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";
import { expect, test } from "@playwright/test";
import { PORT, serverCommand } from "../support/server.js";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));

/** A client that has said hello. @param {any} transport */
async function connected(transport) {
  const client = new Client({ name: "diptych-e2e", version: "1.0.0" });
  await client.connect(transport);
  return {
    client,
    /** A tool's typed answer, which the client checks against the tool's schema. */
    async call(name, args = {}) {
      const result = await client.callTool({ name, arguments: args });
      expect(result.isError ?? false, JSON.stringify(result.content)).toBe(false);
      return result.structuredContent;
    },
  };
}

test("an assistant finds the tools, and compiles, runs, inspects, compares and shares with them", async () => {
  const { client, call } = await connected(new StreamableHTTPClientTransport(new URL(`http://localhost:${PORT}/mcp`)));
  expect(client.getServerVersion().name).toBe("diptych");
  const { tools } = await client.listTools();
  expect(tools.map(({ name }) => name).sort()).toEqual(["compare", "compile", "get_sample", "inspect", "list_samples", "run", "share"]);
  const { samples } = await call("list_samples", { language: "wat" });
  expect(samples.map(({ name }) => name)).toContain("hello-wat");
  const { files } = await call("get_sample", { name: "hello-wat" });
  const compiled = await call("compile", { files });
  expect(compiled.ok, JSON.stringify(compiled)).toBe(true);
  const subject = { component_sha256: compiled.component_sha256 };
  expect(await call("inspect", subject)).toMatchObject({ is_command: true, kind: "component" });

  const ran = await call("run", { subject: { sample: "hello-wat" } });
  expect(ran).toMatchObject({ ok: true, outcome: "returned", stdout: "Hello from a component!\n", denied: [] });
  expect(ran.host_calls.join("\n")).toContain("wasi:cli/stdout");
  const denied = await call("run", { subject, settings: { grants: [] } });
  expect(denied.denied).toContain("stdio stdout");

  const compared = await call("compare", {
    left: { subject: { sample: "hello-wat" } },
    right: { subject, settings: { grants: [] } },
  });
  expect(compared).toMatchObject({ same_behaviour: false, same_component: true });
  expect((await call("share", { files })).url).toMatch(/^http:\/\/localhost:\d+\/#v1\./);
  const broken = await client.callTool({ name: "run", arguments: { subject: {} } });
  expect(broken.isError).toBe(true);
  await client.close();
});

test("an assistant that starts the program itself has the same tools", async () => {
  const cache = mkdtempSync(join(tmpdir(), "diptych-mcp-"));
  const transport = new StdioClientTransport({
    command: join(ROOT, serverCommand), args: ["mcp"], cwd: ROOT, env: { ...process.env, DIPTYCH_CACHE: cache },
  });
  const { client, call } = await connected(transport);
  try {
    expect((await call("run", { subject: { sample: "hello-wat" } })).stdout).toBe("Hello from a component!\n");
  } finally {
    await client.close();
    rmSync(cache, { recursive: true, force: true });
  }
});
