/** All contenders, in the order in which they take their turns. */
import type { Contender } from "./contender.ts";
import { mosquitto } from "./mosquitto.ts";
import { parlance } from "./parlance.ts";
import { bun, floor, wsLoop } from "./plain.ts";
import { socketIo } from "./socket-io.ts";

export const contenders: readonly Contender[] = [parlance, floor, bun, mosquitto, wsLoop, socketIo];
