// The graph of compositions, a bundle of its own: loaded once, when a page first shows a composition.
import { asset } from "../assets.js";
import { once } from "../once.js";

/** The bundle's module. */
const load = once(async () => {
  const graph = await import("#pkg/graph");
  await graph.default({ module_or_path: asset(__GRAPH_WASM__) });
  return graph;
});

/**
 * Puts the graph into `host`.
 * @param {HTMLElement} host
 * @param {(request: string) => void} onRequest gets what it asks of the page, as JSON
 * @returns {Promise<{tell(news: string): void, free(): void}>} see `frontend/graph/src/lib.rs`
 */
export async function createGraph(host, onRequest) {
  const { CompositionGraph } = await load();
  return new CompositionGraph(host, onRequest);
}
