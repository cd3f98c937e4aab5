import { buffer } from "node:stream/consumers";
import type { BlobHash, Blobs } from "../ports/blobs.ts";
import type { Bounds } from "../ports/bounds.ts";
import type { Clock } from "../ports/clock.ts";
import type { ImageLook, Images } from "../ports/images.ts";
import type { Logger } from "../ports/telemetry.ts";
import { ChatError } from "./errors.ts";
import { createTurns } from "./turns.ts";

interface ImageQueueOptions {
  /** Null where images cannot be looked at. */
  readonly images: Images | null;
  readonly blobs: Pick<Blobs, "open">;
  readonly clock: Clock;
  readonly bounds: Pick<Bounds, "imageBytes" | "imagesAtOnce" | "imagesWaiting" | "imageMs">;
  readonly log: Logger;
}

export type ImageQueue = (blob: { readonly hash: BlobHash; readonly sizeBytes: number }) => Promise<ImageLook | null>;

/**
 * Looks at images one after the other, `imagesAtOnce` side by side: each has memory and a thread to itself. Never rejects: an image that is too
 * large, comes when too many wait, or takes longer than `imageMs` is a file like any other. Whoever waits for one that takes too long is let
 * go, but its place is free only when it has really ended.
 */
export function createImageQueue({ images, blobs, clock, bounds, log }: ImageQueueOptions): ImageQueue {
  const inTurn = createTurns(bounds.imagesAtOnce, bounds.imagesWaiting);
  const lookAt = async (source: Images, hash: BlobHash): Promise<ImageLook | null> => {
    const content = await blobs.open(hash);
    return content === null ? null : source.look(await buffer(content), bounds.imageMs);
  };
  return ({ hash, sizeBytes }) => {
    if (images === null || sizeBytes > bounds.imageBytes) return Promise.resolve(null);
    return new Promise((resolve) => {
      inTurn(async () => {
        const cancel = clock.after(bounds.imageMs, () => resolve(null));
        try {
          resolve(await lookAt(images, hash));
        } finally {
          cancel();
        }
      }).catch((err: unknown) => {
        if (!(err instanceof ChatError)) log.warn({ err, hash }, "an image could not be looked at");
        resolve(null);
      });
    });
  };
}
