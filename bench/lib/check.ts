/** Correctness, before anything is timed: everybody got each message they were to get, once, in order, and word for word. */
import { stamp, stampShape } from "./load.ts";

/** What a receiver got, message by message. */
export type Transcript = readonly Buffer[];

export interface Sent {
  readonly sender: number;
  /** The sender's own count. */
  readonly number: number;
  readonly text: string;
}

/** What a message says beside its stamp, whose time nobody knows before. Throws when there is no stamp. */
export function sentOf(text: string): Sent {
  const found = stampShape.exec(text)?.groups;
  if (found?.["sender"] === undefined || found["number"] === undefined) throw new Error(`no stamp: ${text}`);
  const number = Number.parseInt(found["number"], 16);
  return { sender: Number.parseInt(found["sender"], 16), number, text: text.replace(stampShape, stamp) };
}

export interface Expected {
  /** The text of a received message; throws for anything else. */
  readonly textIn: (payload: Buffer) => string;
  /** Every message's text, its stamp not filled in. */
  readonly text: string;
}

function read(transcript: Transcript, { textIn, text }: Expected, who: string): Sent[] {
  return transcript.map((payload) => {
    const sent = sentOf(textIn(payload));
    if (sent.text !== text) throw new Error(`${who} got ${sent.text} instead of ${text}`);
    return sent;
  });
}

const keyOf = ({ sender, number }: Sent): string => `${sender}/${number}`;

/** Of each sender: numbers from its first on, none missing, none twice, none before another. */
function inOrder(messages: readonly Sent[], who: string): void {
  const next = new Map<number, number>();
  for (const { sender, number } of messages) {
    const due = next.get(sender) ?? 0;
    if (number !== due) throw new Error(`${who} got message ${number} of ${sender} where ${due} was due`);
    next.set(sender, number + 1);
  }
}

/**
 * Rooms of so many consecutive members, nothing sent before: all members of a room have the same messages in the same order, each of its
 * sender's from the first on, and `sent` of them all rooms together. Answers how many messages were compared.
 */
export function checkRooms(transcripts: readonly Transcript[], members: number, sent: number, expected: Expected): number {
  let total = 0;
  for (let from = 0; from < transcripts.length; from += members) {
    const room = transcripts.slice(from, from + members).map((one, n) => read(one, expected, `connection ${from + n}`));
    const [first = []] = room;
    inOrder(first, `connection ${from}`);
    const order = first.map(keyOf).join();
    for (const [n, member] of room.entries()) {
      if (member.map(keyOf).join() !== order) throw new Error(`connection ${from + n} got other messages than ${from}`);
    }
    total += first.length;
  }
  if (total !== sent) throw new Error(`${total} messages arrived of ${sent}`);
  return total * members;
}

/**
 * Private messages, nothing sent before: each message reached the one it was for and nobody else, each of a pair's in order, `sent` in all.
 * Message n of a user goes to `targets[n % targets.length]`.
 */
export function checkPrivate(
  transcripts: readonly Transcript[],
  targets: readonly (readonly number[])[],
  sent: number,
  expected: Expected,
): number {
  const seen = new Set<string>();
  for (const [reader, transcript] of transcripts.entries()) {
    const last = new Map<number, number>();
    for (const message of read(transcript, expected, `user ${reader}`)) {
      const { sender, number } = message;
      const of = targets[sender] ?? [];
      if (of[number % of.length] !== reader)
        throw new Error(`user ${reader} got message ${number} of ${sender}, who wrote to another`);
      if (number <= (last.get(sender) ?? -1)) throw new Error(`user ${reader} got message ${number} of ${sender} late or twice`);
      last.set(sender, number);
      seen.add(keyOf(message));
    }
  }
  if (seen.size !== sent) throw new Error(`${seen.size} messages arrived of ${sent}`);
  return seen.size;
}
