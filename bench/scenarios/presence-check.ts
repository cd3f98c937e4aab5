/** Whether somebody who watched was told of everybody once when they came and once, later, when they went. */
import { z } from "zod";
import { must } from "./figure.ts";

const status = z.object({ type: z.literal("userStatus"), userId: z.string(), username: z.string(), online: z.boolean() });

/** `frames`: the `userStatus` that an observer got, in order. Throws when they tell of anybody else, too often, too seldom or in the wrong order. */
export function checkComings(frames: readonly Buffer[], expected: readonly string[]): void {
  const told = new Map<string, boolean[]>();
  for (const frame of frames) {
    const { userId, online } = status.parse(JSON.parse(frame.toString()));
    told.set(userId, [...(told.get(userId) ?? []), online]);
  }
  must(told.size === expected.length, `told of ${told.size} users instead of ${expected.length}`);
  for (const who of expected) {
    const seen = told.get(who) ?? [];
    must(seen.length === 2 && seen[0] === true && seen[1] === false, `told of ${who}: ${seen.join(", ")}`);
  }
}
