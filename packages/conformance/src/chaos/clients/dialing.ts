/** Connections of the five documented protocols, and the same few verbs for all. */
import { randomUUID } from "node:crypto";
import type { Account } from "../../accounts.ts";
import type { Protocol } from "../../blackbox/everyone.ts";
import type { Connection } from "../../clients/connection.ts";
import { OpenchampClient } from "../../clients/openchamp.ts";
import { ReactionsClient } from "../../clients/reactions.ts";
import { RoomsClient } from "../../clients/rooms.ts";
import { RosterClient } from "../../clients/roster.ts";
import { ZoWire } from "../../clients/zo-wire.ts";

export interface Live {
  readonly connection: Connection<unknown>;
  /** In the lounge. */
  readonly say: (text: string) => void;
  /** In any room, where the protocol names rooms. */
  readonly sayIn?: (roomId: string, text: string) => void;
  /** To the partner, where the protocol has private messages. */
  readonly whisper?: (text: string) => void;
}

export interface Dialing {
  readonly url: string;
  readonly protocol: Protocol;
  readonly account: Pick<Account, "id" | "name" | "token">;
  readonly partner: Account | undefined;
  readonly onFrame: (frame: unknown) => void;
}

/** `introduced`: says who one is, and resolves when one is heard. */
export async function dial(dialing: Dialing): Promise<Live & { readonly introduced: () => Promise<void> }> {
  const { url, protocol, account, partner, onFrame } = dialing;
  const { name, token } = account;
  const heard = <F>(client: Connection<F>): Connection<unknown> => {
    client.onFrame = onFrame;
    return client as Connection<unknown>;
  };
  switch (protocol) {
    case "reactions": {
      const client = new ReactionsClient(url);
      return { connection: heard(client), introduced: () => client.opened, say: (text) => client.say(text, name) };
    }
    case "openchamp": {
      const client = new OpenchampClient(url);
      const introduced = async (): Promise<void> => {
        await client.opened;
        await client.useToken(token);
      };
      const whisper = (text: string): void => client.whisper(partner?.name ?? "", text);
      return { connection: heard(client), introduced, say: (text) => client.say(text), whisper };
    }
    case "rooms": {
      const client = new RoomsClient(url);
      const introduced = async (): Promise<void> => {
        await client.opened;
        await client.useToken(token);
      };
      const sayIn = (roomId: string, text: string): void => client.say(roomId, text);
      return { connection: heard(client), introduced, say: (text) => client.say("lounge", text), sayIn };
    }
    case "roster": {
      const client = new RosterClient(url);
      const introduced = async (): Promise<void> => {
        await client.opened;
        client.init({ username: name, id: randomUUID(), token });
        await client.frame("history");
      };
      return { connection: heard(client), introduced, say: (text) => client.say(text) };
    }
    case "zo": {
      const client = new ZoWire(`${url}?token=${token}`);
      const whisper = (text: string): void => client.whisper(partner?.name ?? "", text);
      return { connection: heard(client), introduced: () => client.opened, say: (text) => client.say(text), whisper };
    }
  }
}
