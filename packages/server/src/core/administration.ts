import type { Message, MessageId, UnixMs, User, UserId } from "../ports/model.ts";
import type { AccountRow, AuditEntry, Ban, Report, ServerOutcome } from "../ports/moderation.ts";
import type { Logger } from "../ports/telemetry.ts";
import { type DoingOptions, doer } from "./doing.ts";
import { ChatError } from "./errors.ts";
import { takeOrRefuse } from "./limits.ts";
import { messageOf } from "./message-changes.ts";
import { checkedReason } from "./moderation.ts";
import { nameKey, typedKey } from "./names.ts";
import { readAsAllowed } from "./read-as-allowed.ts";

/**
 * What the server's administrators may do, and nobody else (`forbidden`). Being one gives nothing but these. All reject with
 * `rate_limited`, `unavailable` and `overloaded`.
 */
export interface Administration {
  /**
   * Shuts a user of any kind out: their sessions end, their connections are closed, they cannot log in or come in, and say nothing. `until`:
   * Unix time, null for good; with another ban it is replaced. Errors: `not_found`, `bad_request` (`until` has passed), `text_too_long`;
   * `forbidden` also for oneself and for an administrator.
   */
  ban(by: User, ban: { userId: UserId; reason: string | null; until: UnixMs | null }): Promise<void>;
  /** Error: `not_found`. */
  unban(by: User, userId: UserId): Promise<void>;
  /** A page of the bans in force, in their order, after a ban's id (0 for the first). */
  bans(by: User, afterId: number): Promise<readonly Ban[]>;
  /** Errors: `not_found` (no such account); `forbidden` also for the last administrator and for a banned account. */
  setAdmin(by: User, change: { userId: UserId; isAdmin: boolean }): Promise<void>;
  /** A page of reports, the oldest first, after a report's id (0 for the first). */
  reports(by: User, wanted: { isResolved: boolean; afterId: number }): Promise<readonly Report[]>;
  /** Errors: `not_found`, `text_too_long` (the note). */
  resolve(by: User, resolution: { reportId: number; note: string | null }): Promise<void>;
  /** A page of what was done, private rooms' own affairs aside, the newest first, before an entry's id. */
  audit(by: User, beforeId: number): Promise<readonly AuditEntry[]>;
  /** A message of a public room, or one that was reported. Error: `not_found`. */
  deleteMessage(by: User, messageId: MessageId): Promise<Message>;
  /** A page of accounts whose names begin with `name`, by name, after the key of an account ("" for the first). */
  users(by: User, wanted: { name: string; afterKey: string }): Promise<readonly AccountRow[]>;
  /** Makes these accounts administrators, by the right of whoever runs the server. Names without an account are logged. */
  appoint(names: readonly string[]): Promise<void>;
}

export interface AdministrationOptions extends DoingOptions {
  readonly log: Logger;
  /** Closes what lives on these sessions, and all connections of the user if it is a guest. */
  readonly shutOut: (userId: UserId, sessionIds: readonly string[]) => void;
}

export function createAdministration(options: AdministrationOptions): Administration {
  const { store, clock, bounds, limits, guard } = options;
  const deedOf = (by: User) => {
    takeOrRefuse(limits, "serverDeedsPerMinute", by.id);
    return { by: doer(by, options), at: clock.now() };
  };
  /** Whoever may not do it learns nothing of what it would have come to. */
  const check = async ({ id }: User): Promise<void> => {
    if (!(await store.isAdmin(id))) throw new ChatError("forbidden");
  };
  const asAdmin = <T>(by: User, work: () => Promise<T>): Promise<T> =>
    guard(async () => {
      takeOrRefuse(limits, "lookUpsPerMinute", by.id);
      await check(by);
      return await work();
    });
  const reading = <T>(by: User, read: () => Promise<T>): Promise<T> =>
    guard(async () => {
      takeOrRefuse(limits, "lookUpsPerMinute", by.id);
      return await readAsAllowed(() => check(by), read);
    });
  const limit = bounds.moderationPage;

  return {
    ban: (by, { userId, reason, until }) =>
      asAdmin(by, async () => {
        const checked = checkedReason(reason, bounds);
        const deed = deedOf(by);
        if (until !== null && until <= deed.at) throw new ChatError("bad_request");
        const outcome = await store.banFromServer({ ...deed, userId, reason: checked, until });
        if (outcome.kind !== "done") throw refusalOf(outcome);
        options.shutOut(userId, outcome.sessionIds);
      }),
    unban: (by, userId) => asAdmin(by, async () => done(await store.unbanFromServer({ ...deedOf(by), userId }))),
    bans: (by, afterId) => reading(by, () => store.serverBans(clock.now(), afterId, limit)),
    setAdmin: (by, change) => asAdmin(by, async () => done(await store.setAdmin({ ...deedOf(by), ...change }))),
    reports: (by, wanted) => reading(by, () => store.reports({ roomId: null, limit, ...wanted })),
    resolve: (by, { reportId, note }) =>
      asAdmin(by, async () => {
        const checked = checkedReason(note, bounds);
        const outcome = await store.resolveReport({ ...deedOf(by), reportId, note: checked });
        if (outcome.kind === "no_report") throw new ChatError("not_found");
      }),
    audit: (by, beforeId) => reading(by, () => store.audit(null, beforeId, limit)),
    deleteMessage: (by, messageId) => asAdmin(by, async () => messageOf(await store.deleteAsAdmin({ ...deedOf(by), messageId }))),
    users: (by, { name, afterKey }) =>
      reading(by, () => store.accounts({ prefix: nameKey(name), afterKey, at: clock.now(), limit })),
    appoint: (names) => guard(() => appoint(options, names)),
  };
}

async function appoint({ store, clock, bounds, log }: AdministrationOptions, names: readonly string[]): Promise<void> {
  for (const name of names) {
    const found = await store.findCredentials(typedKey(name, bounds));
    const change = { isAdmin: true, by: null, at: clock.now() };
    const outcome = found && (await store.setAdmin({ ...change, userId: found.user.id }));
    if (outcome === null) log.warn({ name }, "no account has this name: nobody was made administrator by it");
    else if (outcome.kind === "done") log.info({ user: found?.user.id }, "made administrator by the server's settings");
    else if (outcome.kind !== "unchanged") log.warn({ name }, "this account is banned: it was not made administrator");
  }
}

function done(outcome: ServerOutcome): void {
  if (outcome.kind !== "done" && outcome.kind !== "unchanged") throw refusalOf(outcome);
}

function refusalOf({ kind }: { readonly kind: "forbidden" | "no_user" }): ChatError {
  return new ChatError(kind === "no_user" ? "not_found" : "forbidden");
}
