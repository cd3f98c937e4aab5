import { openchamp } from "./openchamp.ts";
import type { Protocol, ProtocolName } from "./protocol.ts";
import { reactions } from "./reactions.ts";
import { rooms } from "./rooms.ts";
import { roster } from "./roster.ts";
import { zo } from "./zo.ts";

export const protocols: Readonly<Record<ProtocolName, Protocol>> = { reactions, openchamp, rooms, roster, zo };
