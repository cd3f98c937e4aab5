/** One client of each protocol in the same lounge, and the same few verbs for all: what cross-protocol tests speak with. */
import { randomUUID } from "node:crypto";
import { type Account, newAccount } from "../accounts.ts";
import type { Connection } from "../clients/connection.ts";
import { connectOpenchamp } from "../clients/openchamp.ts";
import { connectReactions } from "../clients/reactions.ts";
import { connectRooms } from "../clients/rooms.ts";
import { connectRoster } from "../clients/roster.ts";
import { connectZo } from "../clients/zo-wire.ts";
import { type Deployment, mountsOf, uniqueName } from "../deployment.ts";
import { lounge } from "./direct-room.ts";

export const protocols = ["reactions", "openchamp", "rooms", "roster", "zo"] as const;
export type Protocol = (typeof protocols)[number];

/** A message as somebody saw it, whatever the protocol. */
export interface Seen {
  readonly text: string;
  /** The author as the protocol names them: a shown name, or in `rooms` the user id. */
  readonly author: string;
  /** Null in a protocol that shows none. */
  readonly id: string | null;
  /** The room, where the protocol tells; `private` where it only tells that. */
  readonly room: string | null;
}

/** A connected client of one protocol. */
export interface Participant extends AsyncDisposable {
  readonly protocol: Protocol;
  /** The name others see it under; in `rooms`, its user id. */
  readonly author: string;
  readonly account: Account | null;
  /** Says something in the lounge. */
  say(text: string): void;
  /** Waits until a message with this text came, whenever that was. */
  sees(text: string, timeoutMs?: number): Promise<Seen>;
  /** Messages received so far, replayed and live, in order. */
  seen(): readonly Seen[];
  /** Every frame received, as JSON text; for finding what must not be there. */
  everything(): string;
  /** The connection under it. */
  readonly connection: Connection<unknown>;
}

/** What a frame of `protocol` shows: the messages in it, in order. */
export function messagesIn(protocol: Protocol, frame: unknown): readonly Seen[] {
  return readers[protocol](frame as WireFrame);
}

/** The parts of checked frames that carry messages. */
interface WireFrame {
  readonly type?: string;
  readonly data?: { readonly id: string; readonly text: string; readonly author_name: string };
  readonly payload?: {
    readonly username: string;
    readonly message: string;
    readonly id: number;
    readonly from: string;
    readonly text: string;
  };
  readonly message?: { readonly id: number; readonly message: string; readonly poster: string; readonly room: string };
  readonly messages?: readonly WireFrame[];
  readonly id?: string;
  readonly sender?: string;
  readonly content?: string;
}

const readers: Record<Protocol, (frame: WireFrame) => readonly Seen[]> = {
  reactions: ({ type, data }) =>
    type === "message" && data ? [{ text: data.text, author: data.author_name, id: data.id, room: lounge }] : [],
  openchamp: ({ type, payload }) =>
    payload && (type === "global_chat" || type === "private_chat")
      ? [{ text: payload.message, author: payload.username, id: null, room: type === "global_chat" ? lounge : "private" }]
      : [],
  rooms: ({ message }) =>
    message ? [{ text: message.message, author: message.poster, id: String(message.id), room: message.room }] : [],
  roster: ({ type, id, sender, content, messages }) => {
    if (type === "history") return (messages ?? []).flatMap(readers.roster);
    return type === "message" ? [{ text: content ?? "", author: sender ?? "", id: id ?? "", room: lounge }] : [];
  },
  zo: ({ type, payload }) => {
    if (payload === undefined) return [];
    const { from: author, id, text, message } = payload;
    if (type === "lounge.onMessage") return [{ text, author, id: String(id), room: lounge }];
    return type === "chat.onPrivate" ? [{ text: message, author, id: null, room: "private" }] : [];
  },
};

/** Joins with a fresh user (for `openchamp` and `rooms`, or where one is given, an account). */
export async function join(deployment: Deployment, protocol: Protocol, account?: Account): Promise<Participant> {
  const at = mountsOf(deployment);
  const address = deployment.address();
  switch (protocol) {
    case "reactions": {
      const name = uniqueName("rea");
      const client = await connectReactions(at.reactions, { address });
      return participant(protocol, client, { author: name, account: null, say: (text) => client.say(text, name) });
    }
    case "openchamp": {
      const user = account ?? (await newAccount(deployment, "open"));
      const client = await connectOpenchamp(at.openchamp, { address, token: user.token });
      return participant(protocol, client, { author: user.name, account: user, say: (text) => client.say(text) });
    }
    case "rooms": {
      const user = account ?? (await newAccount(deployment, "room"));
      const client = await connectRooms(at.rooms, user.token, { address });
      return participant(protocol, client, { author: user.id, account: user, say: (text) => client.say(lounge, text) });
    }
    case "roster": {
      const name = account?.name ?? uniqueName("ros");
      const token = account === undefined ? {} : { token: account.token };
      const client = await connectRoster(at.roster, { username: name, id: randomUUID(), ...token }, { address });
      return participant(protocol, client, { author: name, account: account ?? null, say: (text) => client.say(text) });
    }
    case "zo": {
      const name = account?.name ?? uniqueName("zo");
      const client = await connectZo(at.zo, account === undefined ? { name } : { token: account.token }, { address });
      return participant(protocol, client, { author: name, account: account ?? null, say: (text) => client.say(text) });
    }
  }
}

function participant<F>(
  protocol: Protocol,
  client: Connection<F>,
  rest: Pick<Participant, "author" | "account" | "say">,
): Participant {
  const list: Seen[] = [];
  const byText = new Map<string, Seen>();
  let readCount = 0;
  /** Reads on from where it stopped, so that waiting is not quadratic in a long history. */
  const readOn = () => {
    for (; readCount < client.frames.length; readCount++) {
      for (const seen of messagesIn(protocol, client.frames[readCount])) {
        list.push(seen);
        if (!byText.has(seen.text)) byText.set(seen.text, seen);
      }
    }
  };
  return {
    protocol,
    ...rest,
    connection: client as Connection<unknown>,
    sees: async (text, timeoutMs) => {
      const isThere = () => {
        readOn();
        return byText.has(text);
      };
      await client.until(`${protocol} sees ${JSON.stringify(text).slice(0, 80)}`, isThere, timeoutMs);
      const seen = byText.get(text);
      if (seen === undefined) throw new Error("seen and gone");
      return seen;
    },
    seen: () => {
      readOn();
      return list;
    },
    everything: () => JSON.stringify(client.frames),
    [Symbol.asyncDispose]: () => client[Symbol.asyncDispose](),
  };
}

/** One participant of each protocol; all leave together. */
export async function everyone(
  deployment: Deployment,
): Promise<Record<Protocol, Participant> & AsyncDisposable & { all: readonly Participant[] }> {
  const [reactions, openchamp, rooms, roster, zo] = await Promise.all([
    join(deployment, "reactions"),
    join(deployment, "openchamp"),
    join(deployment, "rooms"),
    join(deployment, "roster"),
    join(deployment, "zo"),
  ]);
  const all = [reactions, openchamp, rooms, roster, zo];
  const leave = async () => {
    await Promise.all(all.map((one) => one[Symbol.asyncDispose]()));
  };
  return { reactions, openchamp, rooms, roster, zo, all, [Symbol.asyncDispose]: leave };
}
