/** What the tests of this dialect have in common. */
import assert from "node:assert/strict";
import type { Dialect } from "../../contract.ts";
import { Talk } from "../../testing/talk.ts";
import { openWorld, type World, type WorldOptions } from "../../testing/world.ts";
import { roomsDialect } from "../dialect.ts";

export const connected = [{ status: "CONNECTED" }];

export async function openRooms(options: WorldOptions = {}): Promise<{ world: World; dialect: Dialect }> {
  const world = await openWorld({ limitsOn: false, ...options });
  return { world, dialect: roomsDialect(world.context) };
}

/** A connection that is CONNECTED. */
export async function connect(dialect: Dialect, token: string): Promise<Talk> {
  const talk = new Talk(dialect);
  assert.deepEqual(await talk.ask({ auth_token: token }), connected);
  return talk;
}

export interface Shown {
  readonly id: number;
  readonly message: string;
  readonly room: string;
}
/** The id of the one message that was heard: a safe integer. */
export function idIn(heard: unknown[]): number {
  const [{ message }] = heard as [{ message: Shown }];
  assert.ok(Number.isSafeInteger(message.id) && message.id > 0);
  return message.id;
}
export const shownTo = (talk: Talk): Shown[] => talk.heard().map((frame) => (frame as { message: Shown }).message);
export const textsTo = (talk: Talk): string[] => shownTo(talk).map(({ message }) => message);
