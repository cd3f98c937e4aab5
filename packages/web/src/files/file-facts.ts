/** What a person wants to know of a file before they open it. */
export type FileKind = "image" | "audio" | "video" | "text" | "archive" | "other";

const archives = /zip|tar|compressed|7z|rar/;

export function fileKind(type: string): FileKind {
  const [family] = type.split("/");
  if (family === "image" || family === "audio" || family === "video") return family;
  if (archives.test(type)) return "archive";
  return family === "text" || /pdf|document|json|xml/.test(type) ? "text" : "other";
}

const units = ["byte", "kilobyte", "megabyte", "gigabyte"] as const;
const formatters = units.map(
  (unit, at) =>
    new Intl.NumberFormat(undefined, { style: "unit", unit, unitDisplay: "short", maximumFractionDigits: at < 2 ? 0 : 1 }),
);

/** By thousands, as systems show it. */
export function sizeText(sizeBytes: number): string {
  const at = Math.min(units.length - 1, Math.max(0, Math.floor(Math.log10(Math.max(1, sizeBytes)) / 3)));
  return formatters[at]?.format(sizeBytes / 1000 ** at) ?? String(sizeBytes);
}

/** The widest and the tallest that a picture stands in a conversation, in CSS pixels. */
const most = { width: 420, height: 320 };
/** A line of pixels is no picture: at least so much of it can be pressed. */
const leastPx = 32;

/** How large a picture is drawn: never larger than it is, all of it, and known before it is loaded. */
export function shownSize({ width, height }: { readonly width: number; readonly height: number }) {
  const scale = Math.min(1, most.width / width, most.height / height);
  return { width: Math.max(leastPx, Math.round(width * scale)), height: Math.max(leastPx, Math.round(height * scale)) };
}
