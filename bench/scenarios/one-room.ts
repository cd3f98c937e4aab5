/** (a) One room of 1,000 members, everybody gets everything. */
import { race } from "./race.ts";
import type { Scenario } from "./scenario.ts";

export const oneRoom: Scenario = {
  name: "a",
  title: "one room of 1,000 members",
  budgetSeconds: 100,
  run: (context) =>
    race(context, {
      plan: { kind: "rooms", rooms: 1, members: 1_000 },
      // With its header 127 bytes, the longest frame whose length is one byte.
      payloadBytes: 125,
      checked: { count: 64, window: 4 },
      windows: [1, 64],
      openBy: 64,
      each: "in all",
    }),
};
