import type { Frame } from "../dialects/contract.ts";

const finalText = 0x81;

/** Builds an unmasked text frame (RFC 6455, section 5.2): header and payload in one buffer. A lone surrogate becomes U+FFFD. */
export function textFrame(text: string): Frame {
  const payloadBytes = Buffer.byteLength(text);
  const headerBytes = payloadBytes < 126 ? 2 : payloadBytes < 65_536 ? 4 : 10;
  const bytes = Buffer.allocUnsafe(headerBytes + payloadBytes);
  bytes[0] = finalText;
  if (headerBytes === 2) {
    bytes[1] = payloadBytes;
  } else if (headerBytes === 4) {
    bytes[1] = 126;
    bytes.writeUInt16BE(payloadBytes, 2);
  } else {
    bytes[1] = 127;
    bytes.writeBigUInt64BE(BigInt(payloadBytes), 2);
  }
  bytes.write(text, headerBytes);
  return { bytes };
}
