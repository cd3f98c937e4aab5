import type { CallOptions } from "../contract/infer.ts";
import type { ErrorCode } from "../wire/codes.ts";
import { ZoError } from "../wire/error.ts";
import { frameTypes, plainFrame } from "../wire/frame.ts";
import type { Queued } from "./queue.ts";
import type { OngoingExchange, Session } from "./session.ts";

/** A request on its way. Fails with `timeout`, `aborted`, `disconnected` or `closed` besides what the server answers. */
export function startCall(session: Session, route: string, input: unknown, options: CallOptions = {}): Promise<unknown> {
  const { signal, timeoutMs = session.callTimeoutMs } = options;
  return new Promise((resolve, reject) => {
    const id = session.nextId();
    // Encoded here, so that what cannot cross the wire throws at its caller.
    const text = session.codec.encode(route, input, { id });
    let isSent = false;
    const settle = (): void => {
      cancelTimer();
      signal?.removeEventListener("abort", aborted);
      session.ongoing.delete(id);
      session.queue.remove(call);
    };
    const failed = (error: ZoError): void => {
      settle();
      reject(error);
    };
    const fail = (code: ErrorCode, message?: string): void => failed(new ZoError(code, message, { route }));
    const giveUp = (code: ErrorCode, message?: string): void => {
      if (isSent) session.write(plainFrame(frameTypes.stop, undefined, { id }));
      fail(code, message);
    };
    const aborted = (): void => giveUp("aborted");
    const cancelTimer = session.clock.after(timeoutMs, () => giveUp("timeout", `no answer in ${timeoutMs} ms`));
    const call: OngoingExchange & Queued = {
      send: () => {
        isSent = true;
        session.write(text);
      },
      dropped: fail,
      result: (value) => {
        settle();
        resolve(value);
      },
      failed,
      lost: (isFinal) => {
        if (isFinal || isSent) fail(isFinal ? "closed" : "disconnected");
      },
    };
    if (signal?.aborted) return aborted();
    signal?.addEventListener("abort", aborted);
    session.ongoing.set(id, call);
    session.enqueue(call);
  });
}
