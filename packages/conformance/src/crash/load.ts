/** One round of load: writers on all protocols and a private exchange, everybody writing down what they see. */
import { type Account, newAccount, testPassword } from "../accounts.ts";
import { join, messagesIn, type Participant, type Protocol, protocols } from "../blackbox/everyone.ts";
import { connectOpenchamp, OpenchampClient } from "../clients/openchamp.ts";
import { RoomsClient } from "../clients/rooms.ts";
import { type Deployment, mountsOf, uniqueName } from "../deployment.ts";
import type { Sent, Sighting } from "./checker.ts";

/** Sends that each writer has under way at once. */
const window = 16;

/** The accounts that live through all rounds; alice and bob whisper, the others talk in the lounge. */
export interface Cast {
  readonly alice: Account;
  readonly bob: Account;
  readonly speakers: Readonly<Partial<Record<Protocol, Account>>>;
  /** Alice's and bob's direct room. */
  readonly room: string;
}

/** As much of an account as its registration over openchamp tells. */
export type Registered = Omit<Account, "id">;

export interface Recorded {
  readonly sent: readonly Sent[];
  readonly sightings: readonly Sighting[];
  /** How many sends came back to somebody. */
  readonly seenCount: number;
  /** An account whose registration was acknowledged just before the crash. */
  readonly registered: Registered | null;
}

interface Writer {
  readonly participant: Participant;
  readonly name: string;
  readonly isPrivate: boolean;
  send(text: string): void;
  /** Whose sight of a text lets the writer go on. */
  readonly witness: Participant;
}

export interface Load {
  /** Resolves when every writer had something come back. */
  readonly underWay: Promise<void>;
  /** Ends the writing without a word to the server, and answers what was seen. Call it after the crash. */
  finish(): Promise<Recorded>;
}

export async function startLoad(deployment: Deployment, cast: Cast, round: number): Promise<Load> {
  const speakers = await Promise.all(protocols.map((protocol) => join(deployment, protocol, cast.speakers[protocol])));
  const alice = await join(deployment, "openchamp", cast.alice);
  const bob = await join(deployment, "rooms", cast.bob);
  const everybody = [...speakers, alice, bob];
  const writers = writersOf({ speakers, alice, bob, room: cast.room, round });
  const sent: Sent[] = [];
  const started = writers.map((writer) => pump(writer, sent));
  const registration = register(deployment);
  return {
    underWay: Promise.all(started).then(() => undefined),
    finish: async () => {
      await Promise.all(everybody.map((one) => one.connection.closed));
      const sightings = everybody.map((one) => sightingOf(one, one === alice || one === bob, round));
      const own = new Set(sent.map(({ text }) => text));
      const seen = new Set(sightings.flatMap(({ items }) => items.flatMap(({ text }) => (own.has(text) ? [text] : []))));
      return { sent, sightings, seenCount: seen.size, registered: await registration };
    },
  };
}

function writersOf(on: {
  speakers: readonly Participant[];
  alice: Participant;
  bob: Participant;
  room: string;
  round: number;
}): Writer[] {
  const { alice, bob, round } = on;
  const [whisperer, dm] = [alice.connection, bob.connection];
  if (!(whisperer instanceof OpenchampClient) || !(dm instanceof RoomsClient))
    throw new Error("alice speaks openchamp, bob rooms");
  const open = on.speakers.map((participant) => ({
    participant,
    name: `r${round} ${participant.protocol}`,
    isPrivate: false,
    send: (text: string) => participant.say(text),
    witness: participant,
  }));
  const secret = [
    // The sender of a private_chat gets no frame: bob's sight of it is the acknowledgement.
    {
      participant: alice,
      name: `r${round} alice`,
      isPrivate: true,
      send: (text: string) => whisperer.whisper(bob.account?.name ?? "", text),
      witness: bob,
    },
    { participant: bob, name: `r${round} bob`, isPrivate: true, send: (text: string) => dm.say(on.room, text), witness: bob },
  ];
  return [...open, ...secret];
}

/** Writes as fast as its window allows until the connection ends; resolves with the first text that came back. */
function pump(writer: Writer, sent: Sent[]): Promise<void> {
  const { participant, witness, name, isPrivate } = writer;
  let [sentCount, backCount] = [0, 0];
  const fill = () => {
    while (sentCount - backCount < window && participant.connection.isOpen) {
      const text = `${name} ${sentCount++}`;
      sent.push({ text, isPrivate });
      writer.send(text);
    }
  };
  return new Promise((resolve, reject) => {
    const earlier = witness.connection.onFrame;
    witness.connection.onFrame = (frame) => {
      earlier?.(frame);
      for (const { text } of messagesIn(witness.protocol, frame)) {
        if (!text.startsWith(`${name} `)) continue;
        backCount++;
        resolve();
      }
      fill();
    };
    participant.connection.closed
      .then(() => reject(new Error(`${name}: closed before anything came back`)))
      .catch(() => undefined);
    fill();
  });
}

function sightingOf(one: Participant, mayReadPrivate: boolean, round: number): Sighting {
  return {
    observer: `round ${round}, ${one.protocol}${mayReadPrivate ? " (private)" : ""}`,
    idSpace: one.protocol,
    mayReadPrivate,
    contiguousIn: mayReadPrivate && one.protocol === "rooms" ? "everything" : "public",
    items: one.seen(),
  };
}

/** Registers while the others write; null when the crash came first. */
async function register(deployment: Deployment): Promise<Registered | null> {
  const name = uniqueName("crash");
  try {
    const client = await connectOpenchamp(mountsOf(deployment).openchamp, { address: deployment.address() });
    const token = await client.register({ username: name, password: testPassword });
    return { name, password: testPassword, token };
  } catch {
    return null;
  }
}

export async function newCast(deployment: Deployment, pair: { alice: Account; bob: Account; room: string }): Promise<Cast> {
  const [openchamp, rooms, roster, zo] = [
    await newAccount(deployment, "champ"),
    await newAccount(deployment, "rooms"),
    await newAccount(deployment, "roster"),
    await newAccount(deployment, "zo"),
  ];
  return { ...pair, speakers: { openchamp, rooms, roster, zo } };
}
