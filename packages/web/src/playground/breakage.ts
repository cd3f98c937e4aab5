/** Ways to misbehave, made from what a well-behaved client would say. */
import type { Guest, Protocol } from "./protocols/protocol.ts";

export const breakages = ["notJson", "wrongType", "missing", "tooLong", "tooLarge"] as const;
export type Breakage = (typeof breakages)[number];

/** Past the longest text of any of the protocols. */
const tooLongChars = 5_000;
/** Past the largest frame of all but roster, whose files come as frames. */
const tooLargeChars = 70_000;
const marker = "\u0000here";

/** How many frames a flood is: enough to meet a limit of 60 a minute, and few enough to be read. */
export const floodFrames = 200;

export function brokenFrame(breakage: Breakage, protocol: Protocol, guest: Guest): string {
  const good = protocol.say(marker, guest);
  switch (breakage) {
    case "notJson":
      return JSON.stringify(protocol.say("Hello", guest)).slice(0, -2);
    case "wrongType":
      return JSON.stringify(good, (_, value: unknown) => (value === marker ? 42 : value));
    case "missing":
      return JSON.stringify(good, (_, value: unknown) => (value === marker ? undefined : value));
    case "tooLong":
      return JSON.stringify(protocol.say("x".repeat(tooLongChars), guest));
    case "tooLarge":
      return JSON.stringify(protocol.say("x".repeat(tooLargeChars), guest));
  }
}
