// HTTP, key-value and blob stores: both engines give a guest the same, and live requests obey everybody.
import { expect, test } from "../support/test.js";
import { changed, fixture, sample } from "../support/projects.js";
import { PORT, startServer } from "../support/server.js";

/** The fixture with the interfaces that samples have. The two of `wasi:io` lie beside each other. */
function project() {
  const files = fixture("services");
  for (const name of ["http", "key-value", "blob-store"]) {
    for (const [path, bytes] of Object.entries(sample(name))) {
      if (path.startsWith("wit/deps/")) files[path.replace("deps/io/", `deps/io-of-${name}/`)] = bytes;
    }
  }
  return files;
}

/** The project with these calls of `ask` alone, in live mode and with time for them. */
function asking(...requests) {
  const calls = requests.map(([method, authority, path]) =>
    `[[run.calls]]\nexport = "ask"\narguments = ['"${method}"', '"${authority}"', '"${path}"']\n`);
  return changed(project(), {
    "diptych.toml": (text) => text.replace(/\[\[run\.calls\]\][\s\S]*$/, `[run.limits]\ntime-ms = 60000\n\n${calls.join("\n")}`).replace("[run]", '[run]\nmode = "live"'),
  });
}

const values = ({ values }) => values.map(({ value }) => value);

test("each service gives both engines the same results, errors and denials", async ({ workbench }) => {
  await workbench.open();
  await workbench.openProject(project());
  await workbench.run(60_000);
  const { left, right, comparison } = await workbench.report();
  expect(values(left)).toEqual([
    "ok(418)",
    'err(internal-error(some("no recorded answer for GET https://api.example.com/v1/x; live requests are off")))',
    "err(HTTP-request-denied)",
    "err(HTTP-request-URI-invalid)",
    "err(HTTP-request-URI-invalid)",
    "err(configuration-error)",
    "err(configuration-error)",
    "ok(some([104, 105]))",
    "ok(none)",
    "err(access-denied)",
    "err(access-denied)",
    "ok(10)",
    'err(other("value is not a 64-bit integer"))',
    "err(access-denied)",
    "ok([109, 101, 111, 119])",
    'err("no object named \\"dog.txt\\"")',
    'err("no container named \\"gone\\"")',
    'err("access-denied")',
  ]);
  expect(values(right)).toEqual(values(left));
  for (const report of [left, right]) {
    expect(report.denied).toEqual([
      "blob-store read secret", "http POST https://api.example.com/v1/x", "key-value read nowhere", "key-value read secret",
      "key-value write shelf",
    ]);
    expect(report.used).toEqual([
      "blob-store read gone", "blob-store read photos", "http GET https://api.example.com/v1/x", "key-value read counters",
      "key-value read shelf", "key-value write counters",
    ]);
  }
  expect(comparison.trace.first_divergence ?? null).toBeNull();
});

test("live requests are off unless the operator turns them on", async ({ workbench, page }) => {
  await page.route("https://live.example/**", () => expect.unreachable("a request went out"));
  await workbench.open();
  await workbench.openProject(asking(["PUT", "live.example", "/a"]));
  await workbench.run(60_000);
  const { left, right } = await workbench.report();
  expect(values(left)).toEqual(['err(internal-error(some("no recorded answer for PUT https://live.example/a; live requests are off")))']);
  expect(values(right)).toEqual(values(left));
});

test.describe("where the operator turns live requests on", () => {
  // One server for both.
  test.describe.configure({ mode: "default" });
  let server;
  test.beforeAll(async () => {
    server = await startServer(PORT + 31, { DIPTYCH_LIVE_HTTP: "true" });
  });
  test.afterAll(() => server.stop());
  test.use({ expectedErrors: /ERR_FAILED|CORS policy/ });

  test("the page makes a run's requests, and tells the guest what came of them", async ({ workbench, page }) => {
    const seen = [];
    await page.route("https://live.example/**", (route) => {
      const request = route.request();
      seen.push(`${request.method()} ${request.url()} ${request.headers().cookie ?? "no cookie"} ${request.headers().referer ?? "no referrer"}`);
      const ending = request.url().split("/").at(-1);
      const origin = ending === "kept" ? "https://elsewhere.example" : "*";
      const headers = { "access-control-allow-origin": origin, "access-control-allow-methods": "PUT", location: "https://live.example/a" };
      return route.fulfill({ status: ending === "moved" ? 302 : 201, headers, body: "done" });
    });
    await workbench.open(server.url);
    await workbench.openProject(asking(
      ["PUT", "live.example", "/a"], ["PUT", "live.example", "/kept"], ["PUT", "live.example", "/moved"], ["GET", "127.0.0.1", "/"], ["DELETE", "live.example", "/a"],
    ));
    await workbench.chooseEngine("browser");
    await workbench.run(60_000);
    const left = await workbench.report();
    const [done, kept, moved, local, denied] = values(left);
    expect(done).toBe("ok(201)");
    expect(kept).toMatch(/^err\(internal-error\(some\(".*live\.example.*CORS/);
    expect(moved).toMatch(/^err\(internal-error\(some\("the answer is a redirect/);
    expect(local).toBe("err(destination-IP-prohibited)");
    expect(denied).toBe("err(HTTP-request-denied)");
    expect(seen.filter((line) => line.startsWith("PUT https://live.example/a "))).toEqual(["PUT https://live.example/a no cookie no referrer"]);
    expect(left.denied).toEqual(["http DELETE https://live.example/a"]);
  });

  test("the server makes none to addresses that are not public", async ({ workbench }) => {
    await workbench.open(server.url);
    await workbench.openProject(asking(["GET", "127.0.0.1", "/"]));
    await workbench.run(60_000);
    const { left, right } = await workbench.report();
    expect(values(left)).toEqual(["err(destination-IP-prohibited)"]);
    expect(values(right)).toEqual(values(left));
  });
});
