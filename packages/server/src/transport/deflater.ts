import { constants, deflateRawSync } from "node:zlib";
import type { Frame } from "../dialects/contract.ts";
import type { Bounds } from "../ports/bounds.ts";
import type { Telemetry } from "../ports/telemetry.ts";
import { deflatedTextFrame, payloadOf } from "./frames.ts";

/**
 * A window of 4 KiB: a frame up to that size loses nothing by it, one of 100 KiB 1 % (docs/adr/0011), and clients whose memory is small
 * (`server_max_window_bits`) get the same bytes as all others. Smaller windows are declined.
 */
export const windowBits = 12;
/** What a window of that size can use; zlib's own default clears five times the memory for each frame. */
const memLevel = 6;
/** What ends each deflated frame and is left out (RFC 7692, section 7.2.1). */
const tailBytes = 4;
/** zlib's own lower bound for a piece of output. */
const leastChunkBytes = 64;

/**
 * Frames as those see them who negotiated compression. Each is deflated by itself and once, when the first of them gets it: the
 * deflated form is kept exactly as long as somebody keeps the frame, and is smaller, so it never doubles what frames take.
 */
export class Deflater {
  readonly #bounds: Pick<Bounds, "deflateMinBytes" | "deflateMaxBytes">;
  readonly #telemetry: Pick<Telemetry, "deflated">;
  readonly #known = new WeakMap<Frame, Frame>();

  constructor(bounds: Pick<Bounds, "deflateMinBytes" | "deflateMaxBytes">, telemetry: Pick<Telemetry, "deflated">) {
    this.#bounds = bounds;
    this.#telemetry = telemetry;
  }

  /** `frame` MUST come from `textFrame`. The answer is the frame itself where deflating is not worth it. */
  of(frame: Frame): Frame {
    const known = this.#known.get(frame);
    if (known !== undefined) return known;
    const payload = payloadOf(frame);
    const { deflateMinBytes, deflateMaxBytes } = this.#bounds;
    if (payload.length < deflateMinBytes || payload.length > deflateMaxBytes) return frame;
    const form = this.#deflate(frame, payload);
    this.#known.set(frame, form);
    return form;
  }

  #deflate(frame: Frame, payload: Uint8Array): Frame {
    const finishFlush = constants.Z_SYNC_FLUSH;
    const chunkSize = Math.max(leastChunkBytes, payload.length);
    const deflated = deflateRawSync(payload, { windowBits, memLevel, finishFlush, chunkSize });
    const form = deflatedTextFrame(deflated.subarray(0, -tailBytes));
    const isSmaller = form.bytes.length < frame.bytes.length;
    this.#telemetry.deflated(frame.bytes.length, isSmaller ? form.bytes.length : frame.bytes.length);
    return isSmaller ? form : frame;
  }
}
