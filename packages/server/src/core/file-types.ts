import type { Bounds } from "../ports/bounds.ts";
import { safeImageType } from "./image-signature.ts";
import { isSafeImageType } from "./safe-images.ts";
import { isLongerThan } from "./text.ts";

/** What a file is when nobody says more (RFC 9110, 8.3). */
export const anyBytes = "application/octet-stream";

/**
 * The media types an operator lets in: `type/subtype`, `type/*`, or `*` for all. Of most types nobody can tell whether a file is what it is declared
 * to be; the safe images alone are known by their first bytes, and what only calls itself one counts as no known type.
 */
export type AllowedTypes = readonly string[];

export function isAllowed(type: string, allowed: AllowedTypes): boolean {
  const given = essenceOf(type);
  return allowed.some(
    (pattern) => pattern === "*" || pattern === given || (pattern.endsWith("/*") && given.startsWith(pattern.slice(0, -1))),
  );
}

/** What a file declared as `type`, with these first bytes, may be taken for. Browsers go by the end of its name, which is often wrong. */
export function trueType(type: string, head: Buffer): string {
  const known = safeImageType(head);
  if (type === anyBytes) return known ?? anyBytes;
  return isSafeImageType(type) ? (known ?? anyBytes) : type;
}

/** The media type without its parameters, in small letters. */
export function essenceOf(type: string): string {
  const [essence = ""] = type.split(";", 1);
  return essence.trim().toLowerCase();
}

const essenceShape = /^[\w!#$&^.+-]+\/[\w!#$&^.+-]+$/;

/** Whether it is of the form that RFC 6838 (4.2) gives a media type without parameters. */
export function isMediaType(essence: string, bounds: Pick<Bounds, "fileTypeChars">): boolean {
  return essenceShape.test(essence) && !isLongerThan(essence, bounds.fileTypeChars);
}
