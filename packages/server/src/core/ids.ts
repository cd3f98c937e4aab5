import { randomBytes, randomFillSync } from "node:crypto";

const uuidBytes = 16;
const uuidChars = 36;
const uuidsAtOnce = 128;
const random = Buffer.alloc(uuidsAtOnce * uuidBytes);
const uuids = Buffer.alloc(uuidsAtOnce * uuidChars);
const hexDigits = "0123456789abcdef";
const hyphen = 0x2d;
let uuidsLeft = 0;

/**
 * A new id for an account, a session or a room: a UUID of version 4 (RFC 9562), as `randomUUID` makes it. That one leaves a tree of
 * twenty strings for each; every private message brings an id for a room that it may have to open, and keeps it until the commit.
 */
export function newId(): string {
  if (uuidsLeft === 0) makeUuids();
  uuidsLeft -= 1;
  return uuids.toString("latin1", uuidsLeft * uuidChars, (uuidsLeft + 1) * uuidChars);
}

function makeUuids(): void {
  randomFillSync(random);
  let to = 0;
  for (let n = 0; n < random.length; n += 1) {
    const place = n % uuidBytes;
    const byte = random.readUInt8(n);
    const marked = place === 6 ? (byte & 0x0f) | 0x40 : place === 8 ? (byte & 0x3f) | 0x80 : byte;
    if (place === 4 || place === 6 || place === 8 || place === 10) uuids[to++] = hyphen;
    uuids[to++] = hexDigits.charCodeAt(marked >> 4);
    uuids[to++] = hexDigits.charCodeAt(marked & 0x0f);
  }
  uuidsLeft = uuidsAtOnce;
}

/** A file's id is its key: whoever has the link may read it. 128 random bits, base64url. */
export const newFileId = (): string => randomBytes(16).toString("base64url");

const fileIdShape = /^[A-Za-z0-9_-]{22}$/;
export const isFileId = (id: string): boolean => fileIdShape.test(id);
