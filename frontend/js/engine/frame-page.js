// Inside the sandboxed frame: starts and ends run workers at the page's word, and nothing else.
(() => {
  let bundle = null;
  const workers = new Map();
  const tell = (message) => parent.postMessage(message, "*");
  addEventListener("message", ({ source, data, ports }) => {
    if (source !== parent) return;
    if (data.bundle) {
      bundle = URL.createObjectURL(new Blob([data.bundle], { type: "text/javascript" }));
    } else if (data.start) {
      const worker = new Worker(bundle);
      workers.set(data.start, worker);
      worker.onerror = (event) => {
        event.preventDefault();
        tell({ lost: data.start, why: event.message });
      };
      worker.postMessage(null, [ports[0]]);
    } else if (data.end) {
      workers.get(data.end)?.terminate();
      workers.delete(data.end);
    }
  });
  tell({ ready: true });
})();
