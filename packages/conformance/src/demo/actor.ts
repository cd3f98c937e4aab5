/**
 * One WebSocket client as a process of its own: opens the URL, says its first frames, sends what the parent tells it to, and
 * reports every frame. It knows no protocol; the frames come from the script.
 */
import WebSocket from "ws";

/** argv[2], as JSON. */
export interface Part {
  readonly url: string;
  /** Sent once connected, in order. */
  readonly hello: readonly unknown[];
}

/** From the actor to the parent. */
export type Report =
  | { readonly kind: "connected" }
  | { readonly kind: "sent" | "received"; readonly text: string }
  | { readonly kind: "closed"; readonly code: number };

function play(part: Part, report: (report: Report) => void): void {
  const socket = new WebSocket(part.url);
  const send = (frame: unknown) => {
    const text = JSON.stringify(frame);
    socket.send(text);
    report({ kind: "sent", text });
  };
  socket.on("open", () => {
    report({ kind: "connected" });
    for (const frame of part.hello) send(frame);
  });
  socket.on("message", (data) => report({ kind: "received", text: String(data) }));
  // A close follows every error, and is what gets reported.
  socket.on("error", () => undefined);
  socket.on("close", (code) => {
    report({ kind: "closed", code });
    process.disconnect?.();
  });
  process.on("message", send);
  process.on("disconnect", () => process.exit());
}

// Only when started as a process with a parent; the types above are imported by it.
if (process.send !== undefined && process.argv[1] === import.meta.filename) {
  play(JSON.parse(process.argv[2] ?? "{}") as Part, (report) => process.send?.(report));
}
