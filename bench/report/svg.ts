/** Bars as an SVG of their own, readable on light and on dark: no background, and greys that both can carry. */
import type { Bars } from "../scenarios/scenario.ts";

const text = "#808080";
const ours = "#2f81f7";
const others = "#9a9a9a";
const [width, left, right, top, step, height] = [760, 190, 90, 44, 30, 20];

const escaped = (words: string): string =>
  words.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");

/** Three digits are what the eye takes from a bar. */
export function inShort(value: number): string {
  const [divisor, suffix] = value >= 1e6 ? [1e6, " M"] : value >= 1e3 ? [1e3, " k"] : [1, ""];
  return `${Number((value / divisor).toPrecision(3))}${suffix}`;
}

export function barsSvg({ title, unit, bars }: Bars): string {
  const most = Math.max(...bars.map(({ value }) => value), Number.MIN_VALUE);
  const rows = bars.map(({ label, value, isOurs }, n) => {
    const [y, length] = [top + n * step, Math.max(1, Math.round((value / most) * (width - left - right)))];
    const middle = y + height / 2;
    return [
      `<text x="${left - 10}" y="${middle}" text-anchor="end">${escaped(label)}</text>`,
      `<rect x="${left}" y="${y}" width="${length}" height="${height}" rx="2" fill="${isOurs ? ours : others}"/>`,
      `<text x="${left + length + 8}" y="${middle}">${inShort(value)}</text>`,
    ].join("");
  });
  const total = top + bars.length * step + 8;
  const heading = `${title}: ${unit}`;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${total}" width="${width}" height="${total}" role="img"`,
    ` aria-label="${escaped(heading)}" font-family="system-ui, sans-serif" font-size="13" fill="${text}" dominant-baseline="central">`,
    `<text x="10" y="20" font-weight="600">${escaped(heading)}</text>`,
    ...rows,
    "</svg>\n",
  ].join("");
}
