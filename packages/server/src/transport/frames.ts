import type { Frame } from "../dialects/contract.ts";

/** First bytes of an unfragmented text frame; with RSV1 its payload is deflated (RFC 7692, section 6). */
const finalText = 0x81;
const finalDeflatedText = 0xc1;

/** Builds an unmasked text frame (RFC 6455, section 5.2): header and payload in one buffer. A lone surrogate becomes U+FFFD. */
export function textFrame(text: string): Frame {
  const payloadBytes = Buffer.byteLength(text);
  const bytes = withHead(finalText, payloadBytes);
  bytes.write(text, bytes.length - payloadBytes);
  return { bytes };
}

/** The same for a text that was deflated. */
export function deflatedTextFrame(deflated: Uint8Array): Frame {
  const bytes = withHead(finalDeflatedText, deflated.length);
  bytes.set(deflated, bytes.length - deflated.length);
  return { bytes };
}

/** The text of a frame made by `textFrame`, as bytes. */
export function payloadOf({ bytes }: Frame): Uint8Array {
  const short = bytes[1] ?? 0;
  return bytes.subarray(short < 126 ? 2 : short === 126 ? 4 : 10);
}

/** A buffer for a frame, its head written, its payload not yet. */
function withHead(first: number, payloadBytes: number): Buffer {
  const headerBytes = payloadBytes < 126 ? 2 : payloadBytes < 65_536 ? 4 : 10;
  const bytes = Buffer.allocUnsafe(headerBytes + payloadBytes);
  bytes[0] = first;
  if (headerBytes === 2) {
    bytes[1] = payloadBytes;
  } else if (headerBytes === 4) {
    bytes[1] = 126;
    bytes.writeUInt16BE(payloadBytes, 2);
  } else {
    bytes[1] = 127;
    bytes.writeBigUInt64BE(BigInt(payloadBytes), 2);
  }
  return bytes;
}
