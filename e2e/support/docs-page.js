// A documentation site: pages on an origin of their own that nothing isolates.
import { createServer } from "node:http";

/**
 * Serves these pages on a free port.
 * @param {Record<string, string>} pages what stands in each one's body, by path
 * @param {Record<string, string>} [headers] that they all have
 */
export async function startDocsSite(pages, headers = {}) {
  const server = createServer((request, response) => {
    const body = pages[new URL(request.url, "http://localhost").pathname];
    response.writeHead(body === undefined ? 204 : 200, { "content-type": "text/html; charset=utf-8", ...headers });
    response.end(body && `<!doctype html><html lang="en"><title>Docs</title><style>html { background: #fff } html.coal { background: #141617 }</style><body>${body}</body></html>`);
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    // Another site than the workbench's, not only another port.
    url: `http://127.0.0.1:${server.address().port}`,
    stop: () => new Promise((resolve) => { server.close(resolve); server.closeAllConnections(); }),
  };
}
