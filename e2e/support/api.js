// The HTTP API as a client would use it: projects to bytes, bytes to reports.
import { expect } from "@playwright/test";
import { wireProject } from "./projects.js";

/** A client of the server at `url`. @param {string} url */
export function apiClient(url) {
  const call = (path, init) => fetch(`${url}/api/v1/${path}`, init);
  const post = (path, body) =>
    call(path, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) });

  return {
    call,
    post,
    /** Compiles and insists on a component. @returns {Promise<Buffer>} */
    async component(project) {
      const response = await post("compile", { project: wireProject(project) });
      expect(response.status).toBe(200);
      const output = await response.json();
      expect(output.component, JSON.stringify(output.diagnostics)).toBeTruthy();
      return Buffer.from(output.component, "base64");
    },
    /** Runs and gathers every event. */
    async run(component, settings) {
      const response = await post("run", { component, settings });
      expect(response.status, await response.clone().text()).toBe(200);
      const events = (await response.text()).trim().split("\n").map((line) => JSON.parse(line));
      return { response, events, report: events.at(-1).report };
    },
  };
}
