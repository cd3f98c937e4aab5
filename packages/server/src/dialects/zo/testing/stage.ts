/** What the tests of this dialect have in common. */
import assert from "node:assert/strict";
import type { Admission, GatedDialect, Upgrade } from "../../contract.ts";
import { Talk } from "../../testing/talk.ts";
import { openWorld, signUp, type World, type WorldOptions } from "../../testing/world.ts";
import { zoDialect } from "../dialect.ts";

export type Headers = Readonly<Record<string, string>>;

export interface Stage extends World {
  readonly dialect: GatedDialect;
  /** The decision on an upgrade with these headers. */
  admit(headers: Headers, upgrade?: Partial<Upgrade>): Promise<Admission>;
  /** A connection, from `address` where one is given; the headers must be good. */
  connect(headers: Headers, address?: string): Promise<Talk>;
  /** A new account on a connection of its own. */
  join(name: string): Promise<{ readonly talk: Talk; readonly token: string; readonly id: string }>;
}

export async function openStage(options: WorldOptions = {}): Promise<Stage> {
  const world = await openWorld(options);
  const dialect = zoDialect(world.context);
  const admit: Stage["admit"] = (headers, upgrade = {}) => dialect.admit({ token: null, headers, query: "", ...upgrade });
  const connect: Stage["connect"] = async (headers, address) => {
    const admission = await admit(headers);
    assert.ok(admission.isAdmitted, JSON.stringify(admission));
    return new Talk({ open: (link) => admission.open(link) }, address === undefined ? {} : { address });
  };
  return {
    ...world,
    dialect,
    admit,
    connect,
    async join(name) {
      const { token, user } = await signUp(world, name);
      return { talk: await connect({ token }), token, id: user.id };
    },
    [Symbol.asyncDispose]: () => world[Symbol.asyncDispose](),
  };
}

export const whisper = (targetUserId: unknown, message: unknown) => ({
  type: "chat.private",
  payload: { targetUserId, message },
});
export const lounge = (text: unknown) => ({ type: "lounge.send", payload: { text } });
export const history = (id: number, payload?: object) => ({ type: "lounge.history", id, payload });

const when = (at: number): string => new Date(at).toISOString();
export const onPrivate = (from: string, message: string, at: number) => ({
  type: "chat.onPrivate",
  payload: { from, message, timestamp: when(at) },
  rich: [["date", "timestamp"]],
});
export const onMessage = (id: number, from: string, text: string, at: number) => ({
  type: "lounge.onMessage",
  payload: { id, from, text, at: when(at) },
  rich: [["date", "at"]],
});
export const refused = (code: string, route: string, message: string, data: object) => ({
  type: "zo.error",
  payload: { code, message, route, data },
});

/** The connection's client id, as it is told. */
export async function clientIdOf(talk: Talk): Promise<string> {
  const [answer] = (await talk.ask({ type: "connection.getClientId", payload: {} })) as [{ payload: { clientId: string } }];
  return answer.payload.clientId;
}
