import assert from "node:assert/strict";
import type { ChatOptions } from "../options.ts";
import { calm, Device } from "./device.ts";
import { PaperNet } from "./paper-net.ts";
import { World, type WorldBounds } from "./world.ts";

/** Ann and Ben in two rooms. */
export function party(options: Partial<ChatOptions> = {}, bounds: Partial<WorldBounds> = {}) {
  const world = new World(bounds);
  for (const id of ["den", "hall"]) world.makeRoom(id, ["ann", "ben"]);
  const net = new PaperNet(world);
  const [ann, ben] = ["ann", "ben"].map((name) => new Device(net, name, name, options));
  assert.ok(ann && ben);
  return { world, net, ann, ben, calm: () => calm(net, [ann, ben]) };
}

/** What is shown of a room, unsent messages with their states. */
export const textsOf = (device: Device, roomId: string): readonly string[] =>
  device.chat
    .room(roomId)
    .get()
    .messages.map(({ text, state }) => (state === "sent" ? text : `${text} (${state})`));
