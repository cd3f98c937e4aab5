/** (b) 1,000 rooms of 10 connections, one of which talks. Parlance's are direct rooms of two accounts with five connections each. */
import { race } from "./race.ts";
import type { Scenario } from "./scenario.ts";

export const manyRooms: Scenario = {
  name: "b",
  title: "1,000 rooms of 10 members",
  budgetSeconds: 120,
  run: (context) =>
    race(context, {
      plan: { kind: "rooms", rooms: 1_000, members: 10 },
      payloadBytes: 230,
      checked: { count: 3_000, window: 1 },
      windows: [1, 16],
      // With more, several messages share a write, which none does when they come evenly spaced.
      openBy: 1,
      each: "in each room",
    }),
};
