/** All scenarios, in the order in which they run. A new one is a file and a line here. */
import { durableSends } from "./durable-sends.ts";
import { growth } from "./growth.ts";
import { idle } from "./idle.ts";
import { manyRooms } from "./many-rooms.ts";
import { mixed } from "./mixed.ts";
import { severalNodes } from "./nodes.ts";
import { oneRoom } from "./one-room.ts";
import { presence } from "./presence.ts";
import { privateMessages } from "./private-messages.ts";
import { reconnect } from "./reconnect.ts";
import type { Scenario } from "./scenario.ts";

export const scenarios: readonly Scenario[] = [
  oneRoom,
  manyRooms,
  privateMessages,
  reconnect,
  presence,
  idle,
  durableSends,
  mixed,
  growth,
  severalNodes,
];
