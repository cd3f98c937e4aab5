/** Images for tests, and a look into what comes back, without any library. */
import { crc32, deflateSync } from "node:zlib";

/** A JPEG of 64 by 32 pixels that is to be shown turned, 32 wide and 64 high; its EXIF tells a place, a camera and `S3cret`. */
export const turnedJpeg = Buffer.from(
  "/9j/4QFYRXhpZgAASUkqAAgAAAAJAA8BAgAKAAAAkgAAABIBAwABAAAABgAAABoBBQABAAAAegAAABsBBQABAAAAggAAACgBAwABAAAAAgAAABMCAwABAAAAAQAAAJiCAgAHAAAAigAAAGmHBAABAAAAnAAAACWIBAABAAAA6gAAAAAAAABIAAAAAQAAAEgAAAABAAAAUzNjcmV0AABTZWNyZXRDYW0ABgAAkAcABAAAADAyMTABkQcABAAAAAECAwAAoAcABAAAADAxMDABoAMAAQAAAP//AAACoAQAAQAAAEAAAAADoAQAAQAAACAAAAAAAAAABAABAAIAAgAAAE4AAAACAAUAAwAAADgBAAADAAIAAgAAAFcAAAAEAAUAAwAAACABAAAAAAAAAAAAAAEAAAAHAAAAAQAAAA4RAABkAAAAMwAAAAEAAAAeAAAAAQAAAJ4MAABkAAAA/+IB8ElDQ19QUk9GSUxFAAEBAAAB4GxjbXMEIAAAbW50clJHQiBYWVogB+IAAwAUAAkADgAdYWNzcE1TRlQAAAAAc2F3c2N0cmwAAAAAAAAAAAAAAAAAAPbWAAEAAAAA0y1oYW5keem/Vlo+AbaDI4VVRvdPqgAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAKZGVzYwAAAPwAAAAkY3BydAAAASAAAAAid3RwdAAAAUQAAAAUY2hhZAAAAVgAAAAsclhZWgAAAYQAAAAUZ1hZWgAAAZgAAAAUYlhZWgAAAawAAAAUclRSQwAAAcAAAAAgZ1RSQwAAAcAAAAAgYlRSQwAAAcAAAAAgbWx1YwAAAAAAAAABAAAADGVuVVMAAAAIAAAAHABzAFIARwBCbWx1YwAAAAAAAAABAAAADGVuVVMAAAAGAAAAHABDAEMAMAAAWFlaIAAAAAAAAPbWAAEAAAAA0y1zZjMyAAAAAAABDD8AAAXd///zJgAAB5AAAP2S///7of///aIAAAPcAADAcVhZWiAAAAAAAABvoAAAOPIAAAOPWFlaIAAAAAAAAGKWAAC3iQAAGNpYWVogAAAAAAAAJKAAAA+FAAC2xHBhcmEAAAAAAAMAAAACZmkAAPKnAAANWQAAE9AAAApb/9sAQwAUFBQUFRQXGRkXHyIeIh8uKycnKy5GMjYyNjJGakJOQkJOQmpecl1WXXJeqYV2doWpw6SbpMPs09Ps/////////9sAQwEUFBQUFRQXGRkXHyIeIh8uKycnKy5GMjYyNjJGakJOQkJOQmpecl1WXXJeqYV2doWpw6SbpMPs09Ps/////////8IAEQgAIABAAwEiAAIRAQMRAf/EABUAAQEAAAAAAAAAAAAAAAAAAAAF/8QAFwEBAQEBAAAAAAAAAAAAAAAAAAYHBf/aAAwDAQACEAMQAAAAlDnWYEwaJCAUxnd2BMGiQgH/xAAUEAEAAAAAAAAAAAAAAAAAAABQ/9oACAEBAAE/AAP/xAAUEQEAAAAAAAAAAAAAAAAAAAAw/9oACAECAQE/AA//xAAUEQEAAAAAAAAAAAAAAAAAAAAw/9oACAEDAQE/AA//2Q==",
  "base64",
);
/** Words of its EXIF. */
export const exifWords: readonly string[] = ["SecretCam", "S3cret", "Exif"];

/** A black PNG, one bit a pixel: a million pixels take some 130 bytes. */
export function blackPng(width: number, height: number): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header[8] = 1;
  const rows = Buffer.alloc((Math.ceil(width / 8) + 1) * height);
  const signature = Buffer.from("89504e470d0a1a0a", "hex");
  return Buffer.concat([signature, chunk("IHDR", header), chunk("IDAT", deflateSync(rows)), chunk("IEND", Buffer.alloc(0))]);
}

function chunk(name: string, data: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(name, "latin1"), data]);
  const [length, check] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  check.writeUInt32BE(crc32(named));
  return Buffer.concat([length, named, check]);
}

/** What a WebP is made of, and its size in pixels (RFC 9649). Throws for what is no WebP. */
export function lookIntoWebp(bytes: Buffer): {
  readonly chunks: readonly string[];
  readonly width: number;
  readonly height: number;
} {
  const name = (at: number): string => bytes.toString("latin1", at, at + 4);
  if (name(0) !== "RIFF" || name(8) !== "WEBP" || bytes.readUInt32LE(4) + 8 !== bytes.length) throw new Error("no WebP");
  const chunks: string[] = [];
  let size = { width: 0, height: 0 };
  for (let at = 12; at < bytes.length; at += 8 + Math.ceil(bytes.readUInt32LE(at + 4) / 2) * 2) {
    chunks.push(name(at));
    if (name(at) === "VP8 ") size = { width: bytes.readUInt16LE(at + 14) & 0x3fff, height: bytes.readUInt16LE(at + 16) & 0x3fff };
    if (name(at) !== "VP8L") continue;
    const packed = bytes.readUInt32LE(at + 9);
    size = { width: (packed & 0x3fff) + 1, height: ((packed >>> 14) & 0x3fff) + 1 };
  }
  return { chunks, ...size };
}
