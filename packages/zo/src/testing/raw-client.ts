import { WebSocket } from "ws";

/** A client that knows nothing: sends texts, and hands out the frames it got one by one. */
export class RawClient implements AsyncDisposable {
  readonly ws: WebSocket;
  readonly closed: Promise<{ readonly code: number; readonly reason: string }>;
  readonly #frames: unknown[] = [];
  #wake: (() => void) | undefined;

  private constructor(ws: WebSocket) {
    this.ws = ws;
    this.closed = new Promise((resolve) => {
      ws.on("close", (code, reason) => resolve({ code, reason: reason.toString() }));
    });
    ws.on("message", (data) => {
      this.#frames.push(JSON.parse(data.toString()));
      this.#wake?.();
    });
    ws.on("close", () => this.#wake?.());
  }

  static async connect(url: string, headers: Record<string, string> = {}): Promise<RawClient> {
    const ws = new WebSocket(url, { headers });
    const client = new RawClient(ws);
    await new Promise((resolve, reject) => {
      ws.on("open", resolve);
      ws.on("error", reject);
    });
    return client;
  }

  send(frame: unknown): void {
    this.ws.send(typeof frame === "string" || Buffer.isBuffer(frame) ? frame : JSON.stringify(frame));
  }

  /** The next frame; fails when the connection goes first. */
  async next(): Promise<unknown> {
    for (;;) {
      if (this.#frames.length > 0) return this.#frames.shift();
      if (this.ws.readyState === WebSocket.CLOSED) throw new Error("closed, and no frame left");
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  /** Sends, and gives the next frame. */
  async ask(frame: unknown): Promise<unknown> {
    this.send(frame);
    return await this.next();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.ws.close();
    await this.closed;
  }
}

/** The HTTP answer to an upgrade that is refused. */
export function refusalOf(url: string): Promise<{ readonly status: number; readonly body: unknown }> {
  return new Promise((resolve, reject) => {
    const ws = new WebSocket(url);
    ws.on("open", () => reject(new Error("was not refused")));
    ws.on("error", reject);
    ws.on("unexpected-response", async (_request, response) => {
      let text = "";
      for await (const chunk of response) text += chunk;
      resolve({ status: response.statusCode ?? 0, body: JSON.parse(text) });
    });
  });
}
