import assert from "node:assert/strict";
import { test } from "node:test";
import { withoutPostgres } from "@parlance/conformance/services/postgres.ts";
import { loungeId } from "../../ports/model.ts";
import { fileWrites } from "./files-table.ts";
import { Joiner } from "./joiner.ts";
import { Ledger } from "./ledger.ts";
import { onConnection } from "./testing/store-in-database.ts";
import { Trips } from "./testing/trips.ts";
import { accountWrites } from "./write-accounts.ts";
import { deletionWrites } from "./write-deletions.ts";
import { tokenWrites } from "./write-tokens.ts";
import { userWrites } from "./write-users.ts";

test("while everybody waits, a write by one account goes to PostgreSQL and back a few times", {
  skip: withoutPostgres(),
}, async () => {
  await onConnection(async (session) => {
    const db = new Trips(session);
    const ledger = new Ledger(db);
    ledger.begin(0);
    const emit = (): void => undefined;
    const joiner = new Joiner(db, ledger, emit);
    const writes = {
      ...userWrites(db, ledger, joiner),
      ...tokenWrites(db, ledger),
      ...accountWrites(db),
      ...fileWrites(db),
      ...deletionWrites(db, { ledger, joiner, emit }),
    };
    const tooMany: string[] = [];
    const counted = async (what: string, most: number, work: () => Promise<unknown>): Promise<void> => {
      const before = db.count;
      await work();
      await ledger.flushed();
      const trips = db.count - before;
      if (trips > most) tooMany.push(`${what}: ${trips} instead of ${most}`);
    };
    const account = { id: "u", name: "U", nameKey: "u", email: "e", emailKey: "e", passwordHash: "x", at: 1, joins: [loungeId] };
    const token = { hash: "h", sessionId: "s", userId: "u", createdAt: 1, expiresAt: 9 };
    const file = { name: "", type: "", sizeBytes: 1, image: null, hash: "b", previewHash: null, ownerId: "u", createdAt: 1 };
    await counted("createAccount", 6, () => writes.createAccount(account));
    await counted("saveGuest", 2, () => writes.saveGuest({ id: "g", name: "G", nameKey: "g", at: 1 }));
    await counted("setDisplayName", 2, () => writes.setDisplayName("u", "V", "v"));
    await counted("touchUsers", 1, () => writes.touchUsers(["u", "g"], 2));
    await counted("openSession", 2, () => writes.openSession(token, "x"));
    await counted("replaceToken", 2, () => writes.replaceToken("h", { ...token, hash: "i" }));
    await counted("useSession", 1, () => writes.useSession("s", 3));
    await counted("saveFile", 1, () => writes.saveFile({ ...file, id: "f" }));
    const profile = { userId: "u", displayName: { name: "W", key: "w" }, about: "a", avatarFileId: "f" };
    await counted("setProfile", 2, () => writes.setProfile(profile));
    const change = { userId: "u", passwordHash: "x", newHash: "y", keptSessionId: "s" };
    await counted("changePassword", 2, () => writes.changePassword(change));
    await counted("endSessions", 1, () => writes.endSessions({ userId: "u", only: "s" }));
    for (const id of ["1", "2", "3"]) await writes.saveFile({ ...file, id });
    await counted("deleteUnattachedFiles", 2, () => writes.deleteUnattachedFiles(9, 9));
    const lounge = await ledger.room(loungeId);
    assert.ok(lounge !== null);
    const by = { id: "u", kind: "account", name: "U" } as const;
    for (const text of ["a", "b", "c"]) await ledger.append(lounge, { type: "posted", at: 4, by, text });
    const deletion = { userId: "u", passwordHash: "y", at: 4, shownAs: "Deleted", erase: true };
    await counted("deleteAccount", 4, () => writes.deleteAccount(deletion));
    await counted("continueDeletion", 8, () => writes.continueDeletion({ at: 5, maxScanned: 9, maxErased: 9 }));
    assert.deepEqual(tooMany, []);
  });
});
