// Lets wasmtime seem to have run otherwise: the server's real stream, changed on its way to the page.

/**
 * @param {import("@playwright/test").Page} page
 * @param {(events: any[]) => any[]} change gets wasmtime's host calls, answers what the page shall see
 */
export async function alterServerTrace(page, change) {
  await page.route("**/api/v1/run", async (route) => {
    const response = await route.fetch();
    const lines = (await response.text()).split("\n").filter(Boolean).map((line) => JSON.parse(line));
    const events = change(lines.filter((line) => line.type === "trace").flatMap((line) => line.events));
    const report = lines.find((line) => line.type === "report");
    report.report.trace.total_calls = events.length;
    const others = lines.filter((line) => line.type !== "trace" && line.type !== "report");
    const body = [...others, { type: "trace", events: events.map((event, sequence) => ({ ...event, sequence })) }, report];
    await route.fulfill({ response, body: `${body.map((line) => JSON.stringify(line)).join("\n")}\n` });
  });
}
