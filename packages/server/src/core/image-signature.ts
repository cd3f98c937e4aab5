import { isSafeImageType, type SafeImageType, safeImageTypes } from "./safe-images.ts";

const signatures: Readonly<Record<SafeImageType, (head: Buffer) => boolean>> = {
  "image/png": (head) => head.subarray(0, 8).equals(Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])),
  "image/jpeg": (head) => head.subarray(0, 3).equals(Buffer.from([0xff, 0xd8, 0xff])),
  "image/gif": (head) => ["GIF87a", "GIF89a"].includes(head.toString("latin1", 0, 6)),
  "image/webp": (head) => head.toString("latin1", 0, 4) === "RIFF" && head.toString("latin1", 8, 12) === "WEBP",
  "image/avif": (head) => ["ftypavif", "ftypavis"].includes(head.toString("latin1", 4, 12)),
};

/** Bytes of a file that are looked at here. */
export const signatureBytes = 16;

/** Whether the first bytes of a file are those of the image it is declared to be. */
export function isSafeImage(type: string, head: Buffer): boolean {
  return isSafeImageType(type) && signatures[type](head);
}

/** The media type of the safe image that a file with these first bytes is; null for any other file. */
export function safeImageType(head: Buffer): string | null {
  return safeImageTypes.find((type) => isSafeImage(type, head)) ?? null;
}
