/** What a test started ends with it, also when it is ended itself: a runner that loses patience sends SIGTERM. */
const endings = new Set<() => void>();
let isListening = false;

function endAll(): void {
  for (const end of endings) end();
  endings.clear();
}

/** `end`, which must not wait for anything, is called when this process ends, other than by SIGKILL. The answer takes that back. */
export function atExit(end: () => void): () => void {
  if (!isListening) {
    isListening = true;
    process.on("exit", endAll);
    for (const [signal, number] of [
      ["SIGTERM", 15],
      ["SIGINT", 2],
      ["SIGHUP", 1],
    ] as const) {
      process.once(signal, () => {
        endAll();
        process.exit(128 + number);
      });
    }
  }
  endings.add(end);
  return () => {
    endings.delete(end);
  };
}
