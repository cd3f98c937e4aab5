/** Pictures a browser may show in place: formats that cannot carry a script. Never SVG, never HTML. */
export const safeImageTypes = ["image/png", "image/jpeg", "image/gif", "image/webp", "image/avif"] as const;
export type SafeImageType = (typeof safeImageTypes)[number];

/** As far as the type says that a file was declared to have. */
export function isSafeImageType(type: string): type is SafeImageType {
  return (safeImageTypes as readonly string[]).includes(type);
}
