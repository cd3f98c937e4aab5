import type { CallOptions } from "../contract/infer.ts";
import { ZoError } from "../wire/error.ts";
import { encodeFrame, frameTypes } from "../wire/frame.ts";
import type { Session } from "./session.ts";

/** A request on its way. Fails with `timeout`, `aborted`, `disconnected` or `closed` besides what the server answers. */
export function startCall(session: Session, route: string, input: unknown, options: CallOptions = {}): Promise<unknown> {
  const { signal, timeoutMs = session.callTimeoutMs } = options;
  return new Promise((resolve, reject) => {
    const id = session.nextId();
    // Encoded here, so that what cannot cross the wire throws at its caller.
    const text = encodeFrame(route, input, { id });
    let isSent = false;
    const item = {
      send: () => {
        isSent = true;
        session.write(text);
      },
      dropped: () => fail(new ZoError("queue_full", undefined, { route })),
    };
    const settle = (): void => {
      cancelTimer();
      signal?.removeEventListener("abort", aborted);
      session.ongoing.delete(id);
      session.queue.remove(item);
    };
    const fail = (error: ZoError): void => {
      settle();
      reject(error);
    };
    const giveUp = (error: ZoError): void => {
      if (isSent) session.write(encodeFrame(frameTypes.stop, undefined, { id }));
      fail(error);
    };
    const aborted = (): void => giveUp(new ZoError("aborted", undefined, { route }));
    const cancelTimer = session.clock.after(timeoutMs, () =>
      giveUp(new ZoError("timeout", `no answer in ${timeoutMs} ms`, { route })),
    );
    if (signal?.aborted) return aborted();
    signal?.addEventListener("abort", aborted);
    session.ongoing.set(id, {
      result: (value) => {
        settle();
        resolve(value);
      },
      failed: fail,
      lost: (isFinal) => {
        if (isFinal) fail(new ZoError("closed", undefined, { route }));
        else if (isSent) fail(new ZoError("disconnected", undefined, { route }));
      },
    });
    session.enqueue(item);
  });
}
