/** What the tests of this dialect have in common. */
import assert from "node:assert/strict";
import type { Dialect } from "../../contract.ts";
import { Talk } from "../../testing/talk.ts";
import { openWorld, type World, type WorldOptions } from "../../testing/world.ts";
import { rosterDialect } from "../dialect.ts";

/** What time it is there, Unix milliseconds. */
export const at = 1_750_000_000_000;

export async function openRoster(options: WorldOptions = {}): Promise<{ world: World; dialect: Dialect }> {
  const world = await openWorld({ limitsOn: false, ...options });
  return { world, dialect: rosterDialect(world.context) };
}

export const initOf = (username: string, id = `id-${username}`, more: object = {}) => ({ type: "init", username, id, ...more });

/** A connection that has said a good init and whose greeting was heard. */
export async function enter(dialect: Dialect, username: string, more: object = {}): Promise<Talk> {
  const talk = new Talk(dialect);
  await talk.say(initOf(username, `id-${username}`, more));
  assert.equal((talk.heard()[2] as { type: string }).type, "history");
  return talk;
}

/** The id of the one message that was heard: a safe integer, as a string. */
export function idIn(heard: unknown[]): string {
  const [{ id }] = heard as [{ id: string }];
  assert.match(id, /^[1-9]\d{0,15}$/);
  return id;
}
export const error = (code: string, message: string) => ({ type: "error", code, message });
export const codesOf = (frames: unknown[]): unknown[] => frames.map((frame) => (frame as { code?: unknown }).code);
export const online = (username: string, id = `id-${username}`) => ({ type: "userStatus", userId: id, username, online: true });
