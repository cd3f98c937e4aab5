/** How messages that follow each other are drawn together. */
import type { ShownMessage } from "@parlance/client";
import { dayOf } from "../text/dates.ts";

export interface HistoryRow {
  readonly key: string;
  readonly message: ShownMessage;
  /** With the author's face and name: the first of what they said in a row. */
  readonly isHead: boolean;
  /** The first of its day, of which the first that is loaded is one. */
  readonly isDayStart: boolean;
  /** The first that was unread when the room was opened. */
  readonly isFirstNew: boolean;
  /** The first of several of one thread. */
  readonly isThreadStart: boolean;
}

/** So long after the last message of the same author they are introduced again. */
const togetherMs = 5 * 60_000;

interface HistoryAbout {
  /** The last message that was read when the room was opened, where there were unread ones. */
  readonly newAfter?: number | undefined;
  readonly myId?: string | undefined;
  /** There is more before these. */
  readonly hasOlder: boolean;
}

export function historyRows(
  messages: readonly ShownMessage[],
  { newAfter, myId, hasOlder }: HistoryAbout,
): readonly HistoryRow[] {
  // Where the first unread one is not loaded, there is no telling it from the others.
  const [oldest] = messages;
  let isDone = newAfter === undefined || (hasOlder && (oldest?.id ?? 0) > newAfter);
  const rows = messages.map((message, at) => {
    const before = messages[at - 1];
    const isFirstNew = !isDone && isNew(message, newAfter ?? 0, myId);
    isDone ||= isFirstNew;
    const isDayStart = before === undefined || dayOf(before.at) !== dayOf(message.at);
    const isHead = isDayStart || isFirstNew || !isTogether(before, message);
    const isThreadStart = message.thread !== undefined && (isDayStart || isFirstNew || before.thread !== message.thread);
    return { key: message.key, message, isHead, isDayStart, isFirstNew, isThreadStart };
  });
  // How the first one is drawn depends on what was said before it, which is not here: it waits for that, and no row is drawn anew when it comes.
  return hasOlder && rows.length > 1 ? rows.slice(1) : rows;
}

function isNew(message: ShownMessage, newAfter: number, myId: string | undefined): boolean {
  return message.id !== undefined && message.id > newAfter && message.author.id !== myId;
}

function isTogether(before: ShownMessage, message: ShownMessage): boolean {
  return (
    before.author.id === message.author.id &&
    Math.abs(message.at - before.at) < togetherMs &&
    message.replyTo === undefined &&
    before.thread === message.thread &&
    (before.state !== "sent" || before.deletedAt === undefined)
  );
}
