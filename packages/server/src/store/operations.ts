/** For tests: random operations of the port, over few enough names that they meet. */

import type { Arbitrary } from "fast-check";
import fc from "fast-check";
import type { Person, Role } from "../ports/model.ts";
import { loungeId } from "../ports/model.ts";
import type { Search } from "../ports/search.ts";
import type { PageRange } from "../ports/sync.ts";
import { wordsOf } from "../ports/words.ts";
import { accountReads, accountWrites, deletedAccount } from "./account-operations.ts";
import { fileId, fileReads, fileWrites, savedFiles } from "./file-operations.ts";
import { moderationReads, moderationWrites } from "./moderation-operations.ts";
import type { Operation } from "./operation.ts";
import { operation } from "./operation.ts";
import { personalReads, personalWrites } from "./personal-operations.ts";

/** Any UTF-16 at all, lone surrogates and NUL often. */
const text = fc.oneof(
  fc.string({ unit: "binary", maxLength: 12 }),
  fc
    .array(fc.oneof(fc.integer({ min: 0, max: 0xffff }), fc.constantFrom(0, 0xd800, 0xdc00, 0xfffd, 0x41)), { maxLength: 6 })
    .map((units) => String.fromCharCode(...units)),
  fc.constantFrom("", "\0", "\ud800", "\ufffd", "😀", "\uff5e", "a'\"b"),
);
const userId = fc.constantFrom("u1", "u1", "u2", "u2", "u3", "u4", "u5", "u\uff5e", "u😀", "u\ud800", "u\ufffd");
const nameKey = fc.constantFrom("n1", "n2", "n3", "n4", "n5", "n6", "n\0", "n");
const roomId = fc.oneof(
  { weight: 3, arbitrary: fc.constant(loungeId) },
  { weight: 4, arbitrary: fc.constantFrom("r1", "r2", "r3", "rg", "r\uff5e", "r😀", "nowhere") },
  // Groups of `beginning`: a public, a private and an archived one.
  { weight: 6, arbitrary: fc.constantFrom("gp", "gp", "gs", "gs", "ga") },
);
const eventId = fc.integer({ min: 0, max: 60 });
const at = fc.integer({ min: 0, max: 1_000 });
const limit = fc.oneof(fc.integer({ min: 0, max: 5 }), fc.constant(1_000));
const clientKey = fc.option(fc.constantFrom("c1", "c2", "c\0", "c"), { freq: 2 });
const emoji = fc.constantFrom("👍", "x", "x\0");
const hash = fc.constantFrom("h1", "h2", "h3", "h4", "h5");
const session = fc.constantFrom("s1", "s2");
const person: Arbitrary<Person> = fc.record({ id: userId, kind: fc.constantFrom("account", "guest", "address"), name: text });
const token = fc.record(
  { hash, sessionId: session, userId, createdAt: at, expiresAt: at, label: fc.option(text) },
  { requiredKeys: ["hash", "sessionId", "userId", "createdAt", "expiresAt"] },
);

const email = fc.option(fc.constantFrom("e1", "e2"));
const account = fc
  .record({
    id: userId,
    name: text,
    nameKey,
    email,
    passwordHash: text,
    at,
    isVisitor: fc.boolean(),
    joins: fc.array(roomId, { maxLength: 3 }),
  })
  .map((given) => ({ ...given, emailKey: given.email }));
const calls = fc.record({ names: fc.array(fc.array(nameKey, { maxLength: 3 }), { maxLength: 3 }), room: fc.boolean() });
/** The first are messages of `beginning`, in the lounge and in the groups. */
const messageId = fc.oneof({ weight: 6, arbitrary: fc.constantFrom(4, 5, 10, 11, 12, 13, 15) }, eventId);
const links = fc.record({ replyTo: fc.option(messageId), thread: fc.option(messageId), calls });
const post = fc
  .record({
    roomId,
    author: person,
    text,
    file: fc.option(fileId, { freq: 2 }),
    at,
    membersOnly: fc.boolean(),
    nameKey: fc.option(nameKey),
    clientKey,
  })
  .chain((given) => fc.option(links, { freq: 2 }).map((some) => (some === null ? given : { ...given, links: some })));
const privatePost = fc.record({
  author: person,
  toNameKey: nameKey,
  toId: fc.option(userId),
  text,
  at,
  newRoomId: roomId,
  nameKey: fc.option(nameKey),
  clientKey,
});
const role = fc.constantFrom<Role>("owner", "moderator", "member");
/** Often the owner of the groups. */
const doer = fc.oneof(person, fc.record({ id: fc.constantFrom("u1", "u2"), kind: fc.constant("account" as const), name: text }));
const toggle = fc.record({
  messageId: fc.oneof({ weight: 2, arbitrary: fc.constantFrom(4, 10) }, messageId),
  user: doer,
  emoji,
  isOn: fc.constantFrom(undefined, undefined, true, false),
  at,
  maxEmoji: fc.constantFrom(1, 2, 50),
  maxUsers: fc.constantFrom(1, 2, 50),
});
const deed = { roomId, by: doer, at };
const most = fc.constantFrom(1, 2, 3, 1_000);
const newRoom = fc.record({
  id: roomId,
  kind: fc.constantFrom("public" as const, "private" as const),
  name: text,
  topic: fc.option(text),
  by: person,
  at,
  maxPerDay: most,
});
const roomChange = fc.record(
  { ...deed, name: text, topic: fc.option(text), archived: fc.boolean() },
  { requiredKeys: ["roomId", "by", "at"] },
);
const messageDeed = { messageId, by: doer, at };

const words = { userId, roomId, messageId, limit };
/** Often less than there is: what is left out must be the same. */
const maxChars = fc.constantFrom(1, 600, 2_000, 1_000_000);
const catchUp = fc.record({
  readerId: userId,
  positions: fc.array(fc.record({ roomId, seq: fc.oneof(fc.integer({ min: 0, max: 12 }), eventId) }), { maxLength: 6 }),
  maxEvents: fc.constantFrom(1, 5, 1_000),
  pageSize: fc.constantFrom(1, 3, 100),
  maxItems: fc.constantFrom(1, 8, 1_000),
  maxChars,
});
const range: Arbitrary<PageRange> = fc.oneof(
  fc.constant({ kind: "newest" as const }),
  fc.record({ kind: fc.constantFrom("before" as const, "after" as const, "around" as const), id: messageId }),
);
const pageQuery = fc.record({ readerId: userId, roomId, range, limit, maxChars });
const moderationParts = { userId, roomId, messageId, doer, at, text, limit, nameKey };

export const anyWrite: Arbitrary<Operation> = fc.oneof(
  { weight: 6, arbitrary: personalWrites(words) },
  { weight: 3, arbitrary: operation("createAccount", fc.tuple(account), (store, args) => store.createAccount(...args)) },
  operation("saveGuest", fc.tuple(fc.record({ id: userId, name: text, nameKey, at })), (store, args) => store.saveGuest(...args)),
  operation("setDisplayName", fc.tuple(userId, text, nameKey), (store, args) => store.setDisplayName(...args)),
  operation("touchUsers", fc.tuple(fc.array(userId, { maxLength: 3 }), at), (store, args) => store.touchUsers(...args)),
  operation("createToken", fc.tuple(token), (store, args) => store.createToken(...args)),
  operation("replaceToken", fc.tuple(hash, token), (store, args) => store.replaceToken(...args)),
  operation("deleteSession", fc.tuple(session), (store, args) => store.deleteSession(...args)),
  operation("deleteExpiredTokens", fc.tuple(at, limit), (store, args) => store.deleteExpiredTokens(...args)),
  {
    weight: 2,
    arbitrary: operation("openDirect", fc.tuple(fc.record({ from: userId, to: userId, newRoomId: roomId, at })), (store, args) =>
      store.openDirect(...args),
    ),
  },
  { weight: 6, arbitrary: operation("post", fc.tuple(post), (store, args) => store.post(...args)) },
  { weight: 3, arbitrary: operation("postPrivate", fc.tuple(privatePost), (store, args) => store.postPrivate(...args)) },
  { weight: 10, arbitrary: operation("toggleReaction", fc.tuple(toggle), (store, args) => store.toggleReaction(...args)) },
  operation("createRoom", fc.tuple(newRoom), (store, args) => store.createRoom(...args)),
  { weight: 2, arbitrary: operation("changeRoom", fc.tuple(roomChange), (store, args) => store.changeRoom(...args)) },
  {
    weight: 3,
    arbitrary: operation("joinRoom", fc.tuple(fc.record({ ...deed, maxMembers: most })), (store, args) =>
      store.joinRoom(...args),
    ),
  },
  {
    weight: 3,
    arbitrary: operation("invite", fc.tuple(fc.record({ ...deed, userId, maxMembers: most })), (store, args) =>
      store.invite(...args),
    ),
  },
  { weight: 2, arbitrary: operation("leaveRoom", fc.tuple(fc.record(deed)), (store, args) => store.leaveRoom(...args)) },
  {
    weight: 2,
    arbitrary: operation("removeMember", fc.tuple(fc.record({ ...deed, userId })), (store, args) => store.removeMember(...args)),
  },
  {
    weight: 3,
    arbitrary: operation("setRole", fc.tuple(fc.record({ ...deed, userId, role })), (store, args) => store.setRole(...args)),
  },
  {
    weight: 5,
    arbitrary: operation(
      "editMessage",
      fc.tuple(fc.record({ ...messageDeed, text, calls, maxEdits: fc.constantFrom(1, 2, 50) })),
      (store, args) => store.editMessage(...args),
    ),
  },
  {
    weight: 2,
    arbitrary: operation("deleteMessage", fc.tuple(fc.record(messageDeed)), (store, args) => store.deleteMessage(...args)),
  },
  {
    weight: 4,
    arbitrary: operation(
      "pinMessage",
      fc.tuple(fc.record({ ...messageDeed, isPinned: fc.boolean(), maxPins: fc.constantFrom(1, 2, 50) })),
      (store, args) => store.pinMessage(...args),
    ),
  },
  { weight: 6, arbitrary: fileWrites },
  { weight: 12, arbitrary: accountWrites },
  ...moderationWrites(moderationParts),
);

const wordsSought = fc.oneof(fc.constantFrom("text", "text 4", "te", "hello", "a"), text).map((given) => wordsOf(given));
const searched = {
  phrases: fc.array(wordsSought, { maxLength: 2 }).map((all) => all.filter((words) => words.length > 0)),
  isLastOpen: fc.boolean(),
  userId,
  roomId: fc.option(roomId, { freq: 2 }),
  authorId: fc.option(userId, { freq: 2 }),
  from: fc.option(at, { freq: 2 }),
  until: fc.option(at, { freq: 2 }),
  before: fc.option(eventId, { freq: 2 }),
  limit: fc.integer({ min: 1, max: 5 }),
};
/** Page by page to the end: where a page ends is the store's own affair. */
function searching(search: Search): Operation {
  return {
    name: "searchMessages",
    args: [search],
    run: async (store) => {
      const found: unknown[] = [];
      for (let { before } = search; ; ) {
        const outcome = await store.searchMessages({ ...search, before });
        if (outcome.kind !== "found") return outcome;
        found.push(...outcome.messages);
        if (outcome.next === null) return found;
        before = outcome.next;
      }
    },
  };
}

export const anyRead: Arbitrary<Operation> = fc.oneof(
  { weight: 6, arbitrary: personalReads(words) },
  operation("findUser", fc.tuple(userId), (store, args) => store.findUser(...args)),
  operation("findCredentials", fc.tuple(nameKey), (store, args) => store.findCredentials(...args)),
  operation("recentUsers", fc.tuple(limit), (store, args) => store.recentUsers(...args)),
  operation("findToken", fc.tuple(hash), (store, args) => store.findToken(...args)),
  operation("findRoom", fc.tuple(roomId), (store, args) => store.findRoom(...args)),
  operation("isMember", fc.tuple(roomId, userId), (store, args) => store.isMember(...args)),
  operation("roleOf", fc.tuple(roomId, userId), (store, args) => store.roleOf(...args)),
  operation("standingsOf", fc.tuple(userId, fc.oneof(fc.constant(""), roomId), limit), (store, args) =>
    store.standingsOf(...args),
  ),
  operation("publicRooms", fc.tuple(userId, fc.oneof(fc.constant(""), roomId), limit), (store, args) =>
    store.publicRooms(...args),
  ),
  operation("membersOf", fc.tuple(roomId, eventId, limit), (store, args) => store.membersOf(...args)),
  operation("roomsOf", fc.tuple(userId, fc.oneof(fc.constant(""), roomId), limit), (store, args) => store.roomsOf(...args)),
  operation("shareRoom", fc.tuple(userId, userId), (store, args) => store.shareRoom(...args)),
  operation("acquaintancesOf", fc.tuple(userId, fc.array(userId, { maxLength: 6 })), (store, args) =>
    store.acquaintancesOf(...args),
  ),
  operation("snapshot", fc.tuple(roomId, limit), (store, args) => store.snapshot(...args)),
  operation("eventsAfter", fc.tuple(roomId, eventId, limit), (store, args) => store.eventsAfter(...args)),
  {
    weight: 4,
    arbitrary: operation("messagesAfter", fc.tuple(userId, eventId, limit), (store, args) => store.messagesAfter(...args)),
  },
  operation("findMessage", fc.tuple(messageId), (store, args) => store.findMessage(...args)),
  operation("versionsOf", fc.tuple(messageId), (store, args) => store.versionsOf(...args)),
  operation("pinsOf", fc.tuple(roomId, limit), (store, args) => store.pinsOf(...args)),
  operation("threadAfter", fc.tuple(messageId, eventId, limit), (store, args) => store.threadAfter(...args)),
  { weight: 4, arbitrary: operation("catchUp", fc.tuple(catchUp), (store, args) => store.catchUp(...args)) },
  { weight: 4, arbitrary: operation("messagesIn", fc.tuple(pageQuery), (store, args) => store.messagesIn(...args)) },
  ...moderationReads(moderationParts),
  { weight: 4, arbitrary: fc.record(searched).map(searching) },
  { weight: 3, arbitrary: fileReads },
  { weight: 5, arbitrary: accountReads },
);

/** Some people, rooms and messages to begin with, so that random operations meet something. */
export const beginning: readonly Operation[] = [
  ...[1, 2, 3].map((n): Operation => {
    const name = `Name ${n}`;
    const emailKey = n === 3 ? "e1" : null;
    const given = { id: `u${n}`, name, nameKey: `n${n}`, email: emailKey, emailKey, passwordHash: "x", at: n, joins: [loungeId] };
    return { name: "createAccount", args: [given], run: (store) => store.createAccount(given) };
  }),
  ...[4, 5].map((at): Operation => {
    const author: Person = { id: "u1", kind: "account", name: "Name 1" };
    const given = {
      roomId: loungeId,
      author,
      text: `text ${at}`,
      file: null,
      at,
      membersOnly: true,
      nameKey: null,
      clientKey: `c${at}`,
    };
    return { name: "post", args: [given], run: (store) => store.post(given) };
  }),
  // The events 6 and 8: groups of u1; 7 and 9: u2 comes in, too; then two messages in each.
  ...(["public", "private"] as const).flatMap((kind, n): Operation[] => {
    const by: Person = { id: "u1", kind: "account", name: "Name 1" };
    const id = kind === "public" ? "gp" : "gs";
    const made = { id, kind, name: kind, topic: null, by, at: n, maxPerDay: 1_000 };
    const invitation = { roomId: id, userId: "u2", by, at: n, maxMembers: 1_000 };
    return [
      { name: "createRoom", args: [made], run: (store) => store.createRoom(made) },
      { name: "invite", args: [invitation], run: (store) => store.invite(invitation) },
    ];
  }),
  ...["gp", "gp", "gs", "gs"].map((roomId, n): Operation => {
    const author: Person = { id: `u${(n % 2) + 1}`, kind: "account", name: "Name" };
    const about = { file: null, at: n, membersOnly: true, nameKey: null, clientKey: null };
    const given = { roomId, author, text: `group ${n}`, ...about };
    return { name: "post", args: [given], run: (store) => store.post(given) };
  }),
  // The events 14 to 16: a group with one message, archived.
  ...((): Operation[] => {
    const by: Person = { id: "u1", kind: "account", name: "Name 1" };
    const made = { id: "ga", kind: "public" as const, name: "archived", topic: null, by, at: 1, maxPerDay: 1_000 };
    const about = { file: null, at: 2, membersOnly: true, nameKey: null, clientKey: null };
    const post = { roomId: "ga", author: by, text: "last words", ...about };
    const change = { roomId: "ga", by, at: 3, archived: true };
    return [
      { name: "createRoom", args: [made], run: (store) => store.createRoom(made) },
      { name: "post", args: [post], run: (store) => store.post(post) },
      { name: "changeRoom", args: [change], run: (store) => store.changeRoom(change) },
    ];
  })(),
  ...[1, 2, 3, 4, 5].map((n): Operation => {
    const author: Person = { id: `u${(n % 3) + 1}`, kind: "account", name: `Name ${n}` };
    const about = { text: `text ${n}`, at: n, newRoomId: `r${n}`, nameKey: null, clientKey: `c${n}` };
    const given = { author, toNameKey: "n2", toId: null, ...about };
    return { name: "postPrivate", args: [given], run: (store) => store.postPrivate(given) };
  }),
  // A guest whose name changes after the room was made.
  ...["n4", "n5"].flatMap((nameKey, at): Operation[] => {
    const guest = { id: "u4", name: nameKey, nameKey, at };
    const author: Person = { id: "u4", kind: "guest", name: nameKey };
    const post = { author, toNameKey: "n1", toId: null, text: "hello", at, newRoomId: "rg", nameKey, clientKey: null };
    return [
      { name: "saveGuest", args: [guest], run: (store) => store.saveGuest(guest) },
      { name: "postPrivate", args: [post], run: (store) => store.postPrivate(post) },
    ];
  }),
  ...savedFiles,
  ...deletedAccount,
];
