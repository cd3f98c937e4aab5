import type { WireFile } from "./schema.ts";

export type DecodedFile =
  | { readonly kind: "decoded"; readonly bytes: Uint8Array }
  | { readonly kind: "fileTooLarge" | "fileSize" | "fileData" };

/**
 * The bytes of a file: strict base64 (RFC 4648 section 4: its alphabet, padded, no line breaks, no stray bits) that decodes to
 * exactly `size` bytes. A size over `maxBytes` is refused before anything is decoded.
 */
export function decodeFile(file: WireFile, maxBytes: number): DecodedFile {
  const length = decodedLength(file.data);
  if (file.size > maxBytes || length > maxBytes) return { kind: "fileTooLarge" };
  if (file.data.length % 4 !== 0) return { kind: "fileData" };
  if (length !== file.size) return { kind: "fileSize" };
  try {
    const bytes = Uint8Array.fromBase64(file.data, { lastChunkHandling: "strict" });
    // fromBase64 skips white space: data that held any decodes to fewer bytes than its length says.
    if (bytes.byteLength === length) return { kind: "decoded", bytes };
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  return { kind: "fileData" };
}

/** Bytes that strict base64 of this length decodes to. */
function decodedLength(data: string): number {
  const padding = data.endsWith("==") ? 2 : data.endsWith("=") ? 1 : 0;
  return Math.floor(data.length / 4) * 3 - padding;
}
