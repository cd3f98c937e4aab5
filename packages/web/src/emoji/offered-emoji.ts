/** The emoji that this system can draw, loaded when they are first wanted. */
import { type OfferedEmoji, readEmoji } from "./emoji-text.ts";

let offered: Promise<readonly OfferedEmoji[]> | undefined;

/** Rejects when they cannot be loaded; the next call tries again. */
export function offeredEmoji(): Promise<readonly OfferedEmoji[]> {
  offered ??= load().catch((error: unknown) => {
    offered = undefined;
    throw error;
  });
  return offered;
}

async function load(): Promise<readonly OfferedEmoji[]> {
  const { default: text } = await import("virtual:emoji");
  const regions = new Intl.DisplayNames("en", { type: "region" });
  return drawable(readEmoji(text, (code) => regions.of(code) ?? code));
}

/** A font has all emoji of a version or none; some systems have no flags of countries. Where there is no font at all it is no matter. */
function drawable(all: readonly OfferedEmoji[]): readonly OfferedEmoji[] {
  const can = drawingTest();
  const versions = new Map<number, boolean>();
  for (const { version, emoji } of all) if (!versions.has(version)) versions.set(version, can(emoji));
  if (versions.get(0) === false) return all;
  const hasCountries = can("🇪🇺");
  return all.filter(({ version, isCountry }) => versions.get(version) === true && (hasCountries || !isCountry));
}

const side = 8;

/** What is no emoji to a system is drawn in the colour of text, or as more than one picture. */
function drawingTest(): (emoji: string) => boolean {
  const context = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  if (context === null) return () => true;
  context.font = `${side}px sans-serif`;
  context.textBaseline = "top";
  const drawn = (emoji: string, colour: string): string => {
    context.clearRect(0, 0, side, side);
    context.fillStyle = colour;
    context.fillText(emoji, 0, 0);
    return context.getImageData(0, 0, side, side).data.join();
  };
  return (emoji) => context.measureText(emoji).width < 2 * side && drawn(emoji, "red") === drawn(emoji, "blue");
}
