import type { IncomingMessage, ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import { ChatError } from "../../core/errors.ts";
import type { Bounds } from "../../ports/bounds.ts";
import type { Clock } from "../../ports/clock.ts";
import { type Refusal, refuseHttp } from "../refusal.ts";

/** The connections on which an upload is coming in. */
export type UploadsUnderWay = WeakSet<Duplex>;

interface Watched {
  readonly clock: Clock;
  readonly bounds: Pick<Bounds, "uploadStallMs" | "uploadStallBytes">;
  readonly underWay: UploadsUnderWay;
}

export interface Arriving {
  /** The body; once. Who asks for the first piece lets a client send that waits for being told to (RFC 9110, 10.1.1). */
  pieces(): AsyncIterable<Uint8Array>;
  /** What the client is to be told, when that is why the pieces ended too soon. */
  readonly refusal: Refusal | null;
}

/**
 * The body of a request, for as long as it takes, while some of it comes: at least `uploadStallBytes` in each `uploadStallMs` in which we
 * wait for the client, and not it for us. Past that, and when the client goes, it throws `bad_request`.
 */
export function arriving({ request, response }: Exchange, { clock, bounds, underWay }: Watched): Arriving {
  let refusal: Refusal | null = null;
  async function* pieces(): AsyncGenerator<Uint8Array> {
    const { socket } = request;
    underWay.add(socket);
    const watch = watchProgress(clock, bounds);
    // What is left of a body that is refused half-way is read all the same: see the route.
    const parts: AsyncIterator<Uint8Array> = request.iterator({ destroyOnReturn: false });
    try {
      if (request.headers.expect !== undefined) response.writeContinue();
      for (;;) {
        const part = await watch.waiting(parts.next());
        if (part === "stalled") {
          refusal = refuseHttp("REQUEST_TIMEOUT");
          throw new ChatError("bad_request");
        }
        if (part.done === true) return;
        watch.came(part.value.length);
        yield part.value;
      }
    } catch (error) {
      throw error instanceof ChatError ? error : new ChatError("bad_request", { cause: error });
    } finally {
      watch.end();
      // Not waited for: it ends only after the piece that is asked for, which a client that stalls never sends.
      void parts.return?.().catch(() => undefined);
      underWay.delete(socket);
    }
  }
  return {
    pieces,
    get refusal() {
      return refusal;
    },
  };
}

interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
}

function watchProgress(clock: Clock, bounds: Watched["bounds"]) {
  const stalled = Promise.withResolvers<"stalled">();
  let cameBytes = 0;
  let isWaiting = false;
  const end = clock.every(bounds.uploadStallMs, () => {
    if (isWaiting && cameBytes < bounds.uploadStallBytes) stalled.resolve("stalled");
    cameBytes = 0;
  });
  return {
    end,
    came(bytes: number): void {
      cameBytes += bytes;
    },
    async waiting<T>(next: Promise<T>): Promise<T | "stalled"> {
      isWaiting = true;
      try {
        return await Promise.race([next, stalled.promise]);
      } finally {
        isWaiting = false;
      }
    },
  };
}
