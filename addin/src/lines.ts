/** Lines of a stream of bytes. */

/** A check with a thousand recipients is far below this; a line above it is not ours. */
const MAX_LINE_CHARACTERS = 4_000_000;

/** Give each line that is not empty, as soon as it is whole. */
export async function* linesOf(body: ReadableStream<Uint8Array>): AsyncGenerator<string> {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  let rest = "";
  try {
    for (;;) {
      const { done, value } = await reader.read();
      rest += decoder.decode(value, { stream: !done });
      const lines = rest.split("\n");
      rest = done ? "" : (lines.pop() ?? "");
      if (rest.length > MAX_LINE_CHARACTERS) throw new RangeError("line too long");
      yield* lines.filter((line) => line.trim() !== "");
      if (done) return;
    }
  } finally {
    await reader.cancel();
  }
}
