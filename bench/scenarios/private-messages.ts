/** (c) Private messages among 5,000 users, each of whom writes to four others in turn. */
import { race } from "./race.ts";
import type { Scenario } from "./scenario.ts";

const users = 5_000;
/** Primes, so that a user's four are spread over all, and nobody writes to themselves. */
const distances = [7, 211, 1_009, 2_503];

export const privateMessages: Scenario = {
  name: "c",
  title: "private messages among 5,000 users",
  budgetSeconds: 80,
  run: (context) =>
    race(context, {
      plan: {
        kind: "private",
        users,
        targets: Array.from({ length: users }, (_, from) => distances.map((distance) => (from + distance) % users)),
      },
      payloadBytes: 125,
      checked: { count: 20_000, window: 200 },
      windows: [1_000],
      openBy: 1_000,
      each: "in all",
    }),
};
