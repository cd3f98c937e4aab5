import { hash } from "node:crypto";
import type { MessageId } from "../ports/model.ts";
import { deriveKey } from "./keys.ts";

export interface MessageUuids {
  uuidOf(id: MessageId): string;
  idOf(uuid: string): MessageId | null;
}

const uuidShape = /^([0-9a-f]{8})-([0-9a-f]{4})-4([0-9a-f]{3})-([89ab][0-9a-f]{3})-([0-9a-f]{12})$/i;
const keyBytes = 32;

/**
 * Message ids as UUIDs and back, without a table. A UUID of version 4 (RFC 9562) has 122 free bits: the lower 62 are a MAC of the
 * id, the upper 60 the id itself, covered by a stream made from the MAC. Looks random, is the same for ever, and cannot be made up.
 */
export function createMessageUuids(secret: Buffer): MessageUuids {
  // A keyed prefix is a sound MAC here because every input has the same length; it costs one pass of SHA-256.
  const macInput = Buffer.concat([deriveKey(secret, "message uuid mac"), Buffer.alloc(8)]);
  const coverInput = Buffer.concat([deriveKey(secret, "message uuid cover"), Buffer.alloc(8)]);

  /** The lower half of the UUID, 16 hex digits, the variant bits in place. */
  const macOf = (id: MessageId): string => {
    macInput.writeUInt32BE(Math.floor(id / 2 ** 32), keyBytes);
    macInput.writeUInt32BE(id % 2 ** 32, keyBytes + 4);
    const mac = hash("sha256", macInput, "buffer");
    mac[0] = ((mac[0] ?? 0) & 0x3f) | 0x80;
    return mac.toString("hex", 0, 8);
  };
  const coverOf = (mac: string): bigint => {
    coverInput.write(mac, keyBytes, "hex");
    return hash("sha256", coverInput, "buffer").readBigUInt64BE() >> 4n;
  };

  return {
    uuidOf(id) {
      const low = macOf(id);
      const high = (BigInt(id) ^ coverOf(low)).toString(16).padStart(15, "0");
      return `${high.slice(0, 8)}-${high.slice(8, 12)}-4${high.slice(12)}-${low.slice(0, 4)}-${low.slice(4)}`;
    },
    idOf(uuid) {
      const parts = uuidShape.exec(uuid);
      if (parts === null) return null;
      const [, a = "", b = "", c = "", d = "", e = ""] = parts;
      const low = (d + e).toLowerCase();
      const id = Number(BigInt(`0x${a}${b}${c}`) ^ coverOf(low));
      return Number.isSafeInteger(id) && macOf(id) === low ? id : null;
    },
  };
}
