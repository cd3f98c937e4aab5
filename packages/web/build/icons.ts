import { fileURLToPath, pathToFileURL } from "node:url";
import type { Plugin } from "vite";

/** A shape of SVG and its attributes. */
export type Shape = readonly [kind: string, attributes: Readonly<Record<string, string>>];

const number = String.raw`-?(?:\d+\.?\d*|\.\d+)`;
const relativeStart = new RegExp(`^m *(${number})[ ,]*(${number})[ ,]*(?=([a-z])?)`, "i");
/** Half of how thick lines are: what is smaller is filled by its outline. */
const filledByOutline = 1;

const rounded = (value: number): number => Math.round(value * 1_000) / 1_000;

/** A path begins where it says, even when it says so as a distance. What follows without a command is as the first was. */
function fromAnywhere(path: string): string {
  return path.replace(relativeStart, (start, x: string, y: string, next?: string) => {
    const command = start.startsWith("m") ? "l" : "L";
    return `M${x} ${y}${next === undefined ? command : ""}`;
  });
}

/** The shape as a part of a path; undefined for one that cannot be, or is of a kind that no icon here has. */
export function pathOf([kind, { d, fill, ...rest }]: Shape): string | undefined {
  const {
    x = 0,
    y = 0,
    width = 0,
    height = 0,
    ry = 0,
    rx = ry,
    cx = 0,
    cy = 0,
    r = 0,
    x1,
    y1,
    x2,
    y2,
  } = Object.fromEntries(Object.entries(rest).map(([name, value]) => [name, Number(value)]));
  if (fill !== undefined && (kind !== "circle" || r >= filledByOutline)) return undefined;
  if (kind === "path" && d !== undefined) return fromAnywhere(d);
  if (kind === "line") return `M${x1} ${y1}L${x2} ${y2}`;
  if (kind === "circle") return `M${rounded(cx - r)} ${cy}a${r} ${r} 0 1 0 ${2 * r} 0a${r} ${r} 0 1 0-${2 * r} 0`;
  if (kind !== "rect") return undefined;
  const corner = `a${rx} ${rx} 0 0 1`;
  const [wide, high] = [rounded(width - 2 * rx), rounded(height - 2 * rx)];
  return `M${rounded(x + rx)} ${y}h${wide}${corner} ${rx} ${rx}v${high}${corner}-${rx} ${rx}h-${wide}${corner}-${rx}-${rx}v-${high}${corner} ${rx}-${rx}z`;
}

const drawing = fileURLToPath(new URL("../src/design/drawn-icon.tsx", import.meta.url));

/** Icons of `lucide-react` as one path each, drawn by `design/drawn-icon.tsx`: theirs come with their names, keys and options, which is as much again. One that is no path is left as it is. */
export function smallIcons(): Plugin {
  return {
    name: "small-icons",
    apply: "build",
    transform: {
      filter: { id: /\/lucide-react\/dist\/esm\/icons\/(?!index\.)[\w-]+\.mjs$/ },
      async handler(_, id) {
        const { __iconData: icon } = (await import(pathToFileURL(id).href)) as {
          readonly __iconData: { readonly node: readonly Shape[] };
        };
        const parts = icon.node.map(pathOf);
        if (parts.includes(undefined)) return undefined;
        const path = JSON.stringify(parts.join(""));
        return {
          code: `import { drawnIcon } from ${JSON.stringify(drawing)}; export default /*#__PURE__*/ drawnIcon(${path});`,
          map: null,
        };
      },
    },
  };
}
