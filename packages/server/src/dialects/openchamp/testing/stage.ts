/** What the tests of this dialect have in common. */
import assert from "node:assert/strict";
import { Talk } from "../../testing/talk.ts";
import { openWorld, type World, type WorldOptions } from "../../testing/world.ts";
import { openchampDialect } from "../dialect.ts";

export interface Stage extends World {
  connect(options?: { address?: string; token?: string }): Talk;
  /** A new account, logged in on a connection of its own; what it heard so far is read. */
  join(name: string): Promise<{ readonly talk: Talk; readonly token: string; readonly id: string }>;
}

export const password = "correct horse";

export async function openStage(options: WorldOptions = {}): Promise<Stage> {
  const world = await openWorld(options);
  const dialect = openchampDialect(world.context);
  const connect: Stage["connect"] = (given = {}) => new Talk(dialect, given);
  return {
    ...world,
    connect,
    async join(name) {
      const talk = connect();
      const token = tokenIn(await talk.ask(register(name)));
      const { user } = await world.chat.accounts.authenticate(token);
      return { talk, token, id: user.id };
    },
    [Symbol.asyncDispose]: () => world[Symbol.asyncDispose](),
  };
}

export const command = (type: string, payload?: unknown) => ({ type, payload });
export const register = (username: unknown, more: object = {}) => command("register", { username, password, ...more });
export const login = (username: unknown, secret: unknown = password) => command("login", { username, password: secret });
export const tokenAuth = (token: unknown) => command("token_auth", { token });
export const whisper = (target: unknown, message: unknown) => command("private_chat", { target, message });

export const error = (message: string, code: string) => ({ type: "error", payload: { message, code } });
export const authError = (message: string) => ({ type: "auth_error", payload: { message } });
export const registrationError = (message: string) => error(message, "REGISTRATION_ERROR");
export const authRequired = error("Authentication required", "AUTH_REQUIRED");
export const invalidPayload = error("Invalid message format", "INVALID_PAYLOAD");
export const globalChat = (username: string, message: string) => ({ type: "global_chat", payload: { username, message } });
export const privateChat = (username: string, message: string) => ({ type: "private_chat", payload: { username, message } });

/** The token in the last of these frames, which logged in. */
export function tokenIn(frames: readonly unknown[]): string {
  const last = frames.at(-1) as { type: string; payload: { token: string } };
  assert.match(last.type, /^(register|auth)_success$/, JSON.stringify(last));
  return last.payload.token;
}
