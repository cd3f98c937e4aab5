/** What the bench puts into pages: it only looks. Times are Unix time in milliseconds with fractions, so that two pages of one machine can be compared. */
export interface Watched {
  /** When Enter was pressed, as the browser's input thread stamped it. */
  readonly pressed: number[];
  /** By the number in `line N.`: when the frame that shows it had been drawn. */
  readonly shown: Record<number, number>;
  /** Between frames, while `isOn`. */
  readonly frames: { isOn: boolean; readonly ms: number[] };
  readonly longTasks: number[];
  readonly arrival: Arrival;
}

/** Milliseconds since the page was asked for; 0: not yet. */
export interface Arrival {
  paintMs: number;
  /** There is a composer. */
  writableMs: number;
  /** There is a message. */
  historyMs: number;
}

declare global {
  var watched: Watched;
}

/** Runs in the page before anything else does. */
export function watch(): void {
  const seen: Watched = {
    pressed: [],
    shown: {},
    frames: { isOn: false, ms: [] },
    longTasks: [],
    arrival: { paintMs: 0, writableMs: 0, historyMs: 0 },
  };
  globalThis.watched = seen;
  const now = (): number => performance.timeOrigin + performance.now();
  addEventListener(
    "keydown",
    (event) => {
      if (event.key === "Enter") seen.pressed.push(performance.timeOrigin + event.timeStamp);
    },
    true,
  );
  const afterDrawing = (then: () => void): void => {
    requestAnimationFrame(() => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = then;
      port2.postMessage(null);
    });
  };
  const { arrival } = seen;
  const lookForArrival = (): void => {
    if (arrival.writableMs === 0 && document.querySelector("textarea") !== null) arrival.writableMs = performance.now();
    if (arrival.historyMs === 0 && document.querySelector("article") !== null) arrival.historyMs = performance.now();
  };
  new PerformanceObserver((list) => {
    arrival.paintMs = list.getEntriesByName("first-contentful-paint")[0]?.startTime ?? arrival.paintMs;
  }).observe({ type: "paint", buffered: true });
  const look = (records: MutationRecord[]): void => {
    lookForArrival();
    for (const node of records.flatMap(({ addedNodes, target }) => [...addedNodes, target])) {
      for (const [, digits] of (node.textContent ?? "").matchAll(/line (\d+)\./g)) {
        const line = Number(digits);
        if (seen.shown[line] !== undefined) continue;
        seen.shown[line] = 0;
        afterDrawing(() => {
          seen.shown[line] = now();
        });
      }
    }
  };
  new MutationObserver(look).observe(document, { childList: true, subtree: true, characterData: true });
  new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) seen.longTasks.push(duration);
  }).observe({ type: "longtask", buffered: true });
  let before = 0;
  const frame = (at: number): void => {
    if (seen.frames.isOn && before !== 0) seen.frames.ms.push(at - before);
    before = seen.frames.isOn ? at : 0;
    requestAnimationFrame(frame);
  };
  requestAnimationFrame(frame);
}
