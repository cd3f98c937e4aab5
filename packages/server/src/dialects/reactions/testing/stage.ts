/** What the tests of this dialect have in common. */
import assert from "node:assert/strict";
import { Talk } from "../../testing/talk.ts";
import { openWorld, type World, type WorldOptions } from "../../testing/world.ts";
import { reactionsDialect } from "../dialect.ts";

export const say = (text: unknown, author_name?: unknown) => ({
  type: "send_message",
  data: author_name === undefined ? { text } : { text, author_name },
});
export const react = (message_id: unknown, emoji: unknown) => ({ type: "add_reaction", data: { message_id, emoji } });

export const error = (text: string) => ({ type: "error", data: { error: text } });
export const invalid = error("Invalid message format");

interface MessageFrame {
  readonly type: "message";
  readonly data: { id: string; text: string; author_id: string; author_name: string; created_at: number; reactions: object };
}
export type MessageData = MessageFrame["data"];

/** The messages among these frames. */
export const messagesIn = (frames: readonly unknown[]): MessageData[] =>
  frames.filter((frame): frame is MessageFrame => (frame as MessageFrame).type === "message").map(({ data }) => data);
export const textsIn = (frames: readonly unknown[]): string[] => messagesIn(frames).map(({ text }) => text);

/** Runs a test on a world of its own. */
export async function withWorld(
  run: (world: World, connect: (address?: string) => Talk) => Promise<void>,
  options: WorldOptions = {},
): Promise<void> {
  await using world = await openWorld(options);
  const dialect = reactionsDialect(world.context);
  await run(world, (address = "192.0.2.1") => new Talk(dialect, { address }));
}

/** Sends it and answers the message it became. */
export async function posted(talk: Talk, text: string): Promise<MessageData> {
  const [message] = messagesIn(await talk.ask(say(text)));
  assert.ok(message);
  return message;
}
