/** A round in which all is well, for tests that plant faults in it. */
import type { Item, Line, Op, Told, TrueEvent, TrueMessage, Truth } from "./records.ts";

export const [ann, ben, eve] = ["u-ann", "u-ben", "u-eve"];

interface Said {
  readonly by: string;
  readonly userId: string;
  readonly roomId: string;
  readonly key: string;
  readonly seq: number;
  readonly id: number;
  readonly startMs: number;
}

/** Ann and Ben talk in the lounge and in a group, where Eve was from seq 2 to seq 4; Eve is alone with the lounge in between. */
const said: readonly Said[] = [
  { by: "ann", userId: ann, roomId: "lounge", key: "r1.ann-1", seq: 11, id: 101, startMs: 100 },
  { by: "ben", userId: ben, roomId: "lounge", key: "r1.ben-1", seq: 12, id: 102, startMs: 200 },
  { by: "ann", userId: ann, roomId: "group", key: "r1.ann-2", seq: 3, id: 104, startMs: 300 },
  { by: "ben", userId: ben, roomId: "group", key: "r1.ben-2", seq: 5, id: 106, startMs: 500 },
  { by: "ann", userId: ann, roomId: "lounge", key: "r1.ann-3", seq: 13, id: 107, startMs: 600 },
  { by: "ben", userId: ben, roomId: "lounge", key: "r1.ben-3", seq: 14, id: 108, startMs: 700 },
];

const textOf = (key: string): string => `${key} hello`;
const edited = `${textOf("r1.ben-3")} again`;
const tookMs = 20;

const op = (client: string, userId: string, rest: Pick<Op, "roomId" | "deed" | "startMs"> & Partial<Op>): Op => ({
  kind: "op",
  client,
  userId,
  protocol: "native",
  node: 0,
  endMs: rest.startMs + tookMs,
  outcome: "acknowledged",
  ...rest,
});

const posts = said.map(({ by, userId, roomId, key, id, startMs }) =>
  op(by, userId, { roomId, deed: { what: "post", text: textOf(key) }, startMs, messageId: id }),
);
export const edit = op("ben", ben, {
  roomId: "lounge",
  deed: { what: "edit", key: "r1.ben-3", messageId: 108, text: edited },
  startMs: 800,
});
export const reaction = op("ann", ann, {
  roomId: "lounge",
  deed: { what: "react", key: "r1.ben-1", messageId: 102, emoji: "👍", isOn: true },
  startMs: 850,
});
export const deletion = op("ann", ann, {
  roomId: "lounge",
  deed: { what: "delete", key: "r1.ann-3", messageId: 107 },
  startMs: 880,
});
const invitation = op("keeper", "u-keeper", { roomId: "group", deed: { what: "invite", subjectId: eve }, startMs: 250 });
const removal = op("keeper", "u-keeper", { roomId: "group", deed: { what: "remove", subjectId: eve }, startMs: 400 });

const posted = (roomId: string): readonly TrueEvent[] =>
  said.flatMap((one) =>
    one.roomId === roomId
      ? [{ seq: one.seq, type: "posted", messageId: one.id, text: textOf(one.key), authorId: one.userId }]
      : [],
  );
export const loungeEvents: readonly TrueEvent[] = [
  ...posted("lounge"),
  { seq: 15, type: "edited", messageId: 108, text: edited, authorId: ben },
  { seq: 16, type: "reaction_added", messageId: 102, authorId: ann },
  { seq: 17, type: "deleted", messageId: 107 },
];
export const groupEvents: readonly TrueEvent[] = [
  { seq: 2, type: "member_joined", subjectId: eve },
  { seq: 4, type: "member_left", subjectId: eve },
  ...posted("group"),
].sort((a, b) => a.seq - b.seq);

const messages = (roomId: string): readonly TrueMessage[] =>
  said
    .filter((one) => one.roomId === roomId)
    .map(({ id: messageId, seq, userId: authorId, key }) => {
      const isDeleted = messageId === 107;
      const text = isDeleted ? "" : messageId === 108 ? edited : textOf(key);
      return { roomId, messageId, seq, authorId, text, isDeleted, reactions: messageId === 102 ? [`👍 ${ann}`] : [] };
    });
const truthOf = (roomId: string, rest: Pick<Truth, "events" | "afterSeq" | "isPrivate">): Truth => ({
  kind: "truth",
  roomId,
  isDirect: false,
  afterId: 100,
  memberIds: [ann, ben],
  messages: messages(roomId),
  ...rest,
});
export const lounge = truthOf("lounge", { events: loungeEvents, afterSeq: 10, isPrivate: false });
export const group = truthOf("group", { events: groupEvents, afterSeq: 1, isPrivate: true });

export const told = (client: string, roomId: string, event: TrueEvent): Told => ({
  kind: "told",
  client,
  stream: 1,
  atMs: 900,
  roomId,
  ...event,
});
const toldAll = (client: string, roomId: string, events: readonly TrueEvent[]) =>
  events.map((event) => told(client, roomId, event));
const item = ({ roomId, messageId, text, isDeleted, reactions }: TrueMessage): Item => ({
  roomId,
  messageId,
  text,
  isDeleted,
  reactions,
});

export const ofBen = toldAll("ben", "lounge", loungeEvents).concat(toldAll("ben", "group", groupEvents));
const ofEve = toldAll("eve", "lounge", loungeEvents).concat(toldAll("eve", "group", groupEvents.slice(0, 3)));
/** `roster` shows messages of the lounge, and no seqs. */
export const ofRoster: readonly Told[] = posted("lounge").map(({ text = "" }) => ({
  kind: "told",
  client: "roster",
  stream: 1,
  atMs: 900,
  type: "posted",
  text,
}));
/** `rooms` shows messages of all rooms, with their ids. */
export const ofRooms: readonly Told[] = said.map(({ id: messageId, key, roomId }) => ({
  kind: "told",
  client: "rooms",
  stream: 1,
  atMs: 900,
  type: "posted",
  roomId,
  messageId,
  text: textOf(key),
}));

const opened = (client: string, standings?: Readonly<Record<string, number>>): Line => ({
  kind: "opened",
  client,
  stream: 1,
  node: 0,
  startMs: 10,
  readyMs: 20,
  ...(standings === undefined ? {} : { standings }),
});
const client = (name: string, userId: string, protocol: string): Line => ({ kind: "client", client: name, userId, protocol });
const shown = [...lounge.messages, ...group.messages].filter(({ isDeleted }) => !isDeleted);
export const read = {
  kind: "read" as const,
  client: "reader",
  userId: ben,
  node: 1,
  what: "retrieve",
  startMs: 1_000,
  endMs: 1_020,
  roomId: null,
  after: 0,
  items: shown.map(item).sort((a, b) => a.messageId - b.messageId),
};
export const caught = {
  kind: "caught" as const,
  client: "ben",
  userId: ben,
  node: 1,
  startMs: 1_000,
  endMs: 1_020,
  roomId: "lounge",
  after: 12,
  events: loungeEvents.slice(2),
};
export const polls = [
  {
    ...read,
    client: "poller",
    isPoll: true,
    startMs: 550,
    endMs: 560,
    items: shown
      .filter(({ messageId }) => messageId < 107)
      .map(item)
      .sort((a, b) => a.messageId - b.messageId),
  },
  { ...read, client: "poller", isPoll: true, after: 106, items: shown.filter(({ messageId }) => messageId > 106).map(item) },
].map((poll) => ({ ...poll, items: poll.items.map(({ reactions: _, ...rest }) => rest) }));

/** The whole round, as it should be. */
export const good: readonly Line[] = [
  client("ann", ann, "native"),
  client("ben", ben, "native"),
  client("eve", eve, "native"),
  client("roster", "u-roster", "roster"),
  client("rooms", ben, "rooms"),
  opened("ben", { lounge: 10, group: 1 }),
  opened("eve", { lounge: 10 }),
  opened("roster"),
  opened("rooms"),
  ...posts,
  edit,
  reaction,
  deletion,
  invitation,
  removal,
  ...ofBen,
  ...ofEve,
  ...ofRoster,
  ...ofRooms,
  read,
  ...polls,
  caught,
  { kind: "recheck", who: "node 1", roomId: "lounge", messages: lounge.messages },
  lounge,
  group,
];

/** The round with these lines in place of those. */
export function replaced(...changes: readonly (readonly [old: Line, now: readonly Line[]])[]): readonly Line[] {
  return good.flatMap((line) => changes.find(([old]) => old === line)?.[1] ?? [line]);
}
