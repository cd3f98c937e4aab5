import type { RoomEvent } from "../ports/model.ts";
import type { EncodeEvent } from "./audience.ts";
import type { Frame } from "./contract.ts";

/** Encodes an event once, however many connections ask for it: for events that come to each reader separately. */
export function rememberFrames(encode: EncodeEvent): EncodeEvent {
  const frames = new WeakMap<RoomEvent, Frame | null>();
  return (event) => {
    const known = frames.get(event);
    if (known !== undefined) return known;
    const frame = encode(event);
    frames.set(event, frame);
    return frame;
  };
}
