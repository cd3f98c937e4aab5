/** For tests: random operations on accounts, over the names of `operations.ts`. */
import type { Arbitrary } from "fast-check";
import fc from "fast-check";
import type { Person } from "../ports/model.ts";
import { loungeId } from "../ports/model.ts";
import type { Store } from "../ports/store.ts";

interface Operation {
  readonly name: keyof Store;
  readonly args: readonly unknown[];
  run(store: Store): Promise<unknown>;
}

const userId = fc.constantFrom("u1", "u1", "u2", "u3", "u4", "u5", "nobody");
const at = fc.integer({ min: 0, max: 1_000 });
const few = fc.constantFrom(1, 2, 3, 1_000);
const text = fc.oneof(fc.string({ unit: "binary", maxLength: 8 }), fc.constantFrom("\ud800", "a\0b"));
const session = fc.constantFrom("s1", "s2");
/** As accounts of `operations.ts` have it, mostly. */
const passwordHash = fc.constantFrom("x", "x", "x", "y");

const change = fc.record(
  {
    userId,
    displayName: fc.record({ name: text, key: fc.constantFrom("n1", "n4", "n5", "n6", "n\0") }),
    about: fc.option(text),
    avatarFileId: fc.option(fc.constantFrom("f1", "f2", "f3")),
  },
  { requiredKeys: ["userId"] },
);
const token = fc.record({
  hash: fc.constantFrom("h1", "h6", "h7", "h8"),
  sessionId: session,
  userId,
  createdAt: at,
  expiresAt: at,
  label: fc.option(text),
});
const deletion = fc.record({
  userId,
  passwordHash,
  at,
  shownAs: fc.constant("Deleted account"),
  erase: fc.boolean(),
});
const end = fc.oneof(fc.record({ userId, only: session }), fc.record({ userId, except: session }));

function operation<A extends readonly unknown[]>(
  name: keyof Store,
  args: Arbitrary<A>,
  call: (store: Store, given: A) => Promise<unknown>,
): Arbitrary<Operation> {
  return args.map((given) => ({ name, args: given, run: (store) => call(store, given) }));
}

export const accountWrites: Arbitrary<Operation> = fc.oneof(
  { weight: 3, arbitrary: operation("setProfile", fc.tuple(change), (store, [given]) => store.setProfile(given)) },
  operation("openSession", fc.tuple(token, passwordHash), (store, given) => store.openSession(...given)),
  operation("useSession", fc.tuple(session, at), (store, given) => store.useSession(...given)),
  operation("endSessions", fc.tuple(end), (store, [given]) => store.endSessions(given)),
  operation(
    "changePassword",
    fc.tuple(fc.record({ userId, passwordHash, newHash: fc.constantFrom("x", "y"), keptSessionId: session })),
    (store, [given]) => store.changePassword(given),
  ),
  operation("deleteAccount", fc.tuple(deletion), (store, [given]) => store.deleteAccount(given)),
  {
    weight: 3,
    arbitrary: operation("continueDeletion", fc.tuple(fc.record({ at, maxScanned: few, maxErased: few })), (store, [given]) =>
      store.continueDeletion(given),
    ),
  },
);

/** Somebody who said a little in the lounge and to `u1`, and was deleted; it has not been gone over yet. */
export const deletedAccount: readonly Operation[] = (() => {
  const account = {
    id: "u5",
    name: "Gone",
    nameKey: "n7",
    email: "e7",
    emailKey: "e7",
    passwordHash: "x",
    at: 1,
    joins: [loungeId],
  };
  const author: Person = { id: "u5", kind: "account", name: "Gone" };
  const about = { at: 2, text: "farewell", nameKey: null, clientKey: null };
  const post = { ...about, roomId: loungeId, author, file: null, membersOnly: true };
  const privately = { ...about, author, toNameKey: "n1", toId: null, newRoomId: "r5" };
  const deletion = { userId: "u5", passwordHash: "x", at: 3, shownAs: "Deleted account", erase: true };
  return [
    { name: "createAccount", args: [account], run: (store) => store.createAccount(account) },
    { name: "post", args: [post], run: (store) => store.post(post) },
    { name: "postPrivate", args: [privately], run: (store) => store.postPrivate(privately) },
    { name: "deleteAccount", args: [deletion], run: (store) => store.deleteAccount(deletion) },
  ];
})();

export const accountReads: Arbitrary<Operation> = fc.oneof(
  operation("findProfile", fc.tuple(userId), (store, given) => store.findProfile(...given)),
  operation("emailOf", fc.tuple(userId), (store, given) => store.emailOf(...given)),
  operation("profilesOf", fc.tuple(userId, fc.array(userId, { maxLength: 4 })), (store, given) => store.profilesOf(...given)),
  operation(
    "findUsers",
    fc.tuple(fc.record({ viewerId: userId, prefix: fc.constantFrom("n", "n", "n1", "n\0", ""), limit: few, maxScanned: few })),
    (store, [given]) => store.findUsers(given),
  ),
  operation("sessionsAmong", fc.tuple(fc.array(fc.constantFrom("s1", "s2", "none"), { maxLength: 4 })), (store, given) =>
    store.sessionsAmong(...given),
  ),
  operation("usersAmong", fc.tuple(fc.array(userId, { maxLength: 4 }), at), (store, given) => store.usersAmong(...given)),
  operation("sessionsOf", fc.tuple(userId, at, few), (store, given) => store.sessionsOf(...given)),
  {
    weight: 3,
    arbitrary: operation(
      "messagesBy",
      fc.tuple(fc.record({ userId, afterId: fc.integer({ min: 0, max: 30 }), limit: few, maxScanned: few })),
      (store, [given]) => store.messagesBy(given),
    ),
  },
);
