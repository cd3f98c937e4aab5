import { ZoError } from "../wire/error.ts";
import { payloadOf, type WireFrame } from "../wire/frame.ts";

/** A frame's payload, put together. @throws {ZoError} `bad_frame` when its notes do not fit (PROTOCOL.md, R5). */
export function arrivedPayload(frame: WireFrame): unknown {
  try {
    return payloadOf(frame);
  } catch {
    throw new ZoError("bad_frame", "the rich notes do not fit the payload");
  }
}
