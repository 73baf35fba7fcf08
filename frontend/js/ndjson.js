// The lines of an answer that the server sends as it goes on (NDJSON).

/**
 * Yields each line that is not empty as it comes; the last one needs no line break.
 * @param {Response} response
 */
export async function* linesOf(response) {
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  for (;;) {
    const { done, value } = await reader.read();
    const lines = (rest + (value ?? "")).split("\n");
    rest = done ? "" : lines.pop();
    yield* lines.filter((line) => line !== "");
    if (done) return;
  }
}
