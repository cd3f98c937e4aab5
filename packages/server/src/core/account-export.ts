import type { Written, WrittenBy } from "../ports/accounts.ts";
import type { Bounds } from "../ports/bounds.ts";
import type { Clock } from "../ports/clock.ts";
import type { MessageId, UserId } from "../ports/model.ts";
import type { CountedStanding } from "../ports/personal.ts";
import type { Store } from "../ports/store.ts";
import type { Limits, Session } from "./api.ts";
import { ChatError } from "./errors.ts";
import type { Guard } from "./failures.ts";
import { takeOrRefuse } from "./limits.ts";
import type { AccountExport, WrittenMessage } from "./own-account.ts";

interface ExportOptions {
  readonly store: Store;
  readonly clock: Clock;
  readonly bounds: Bounds;
  readonly limits: Limits;
  readonly guard: Guard;
}

/** One at a time of an account: each holds a page for as long as its reader takes to read it. */
export function createAccountExport(options: ExportOptions): (session: Session) => Promise<AccountExport> {
  const { store, clock, bounds, limits, guard } = options;
  const underWay = new Set<UserId>();
  return ({ user: { id: userId } }) =>
    guard(async () => {
      if (underWay.has(userId)) throw new ChatError("rate_limited", { retryAfterMs: 60_000 / bounds.exportsPerMinute });
      takeOrRefuse(limits, "exportsPerMinute", userId);
      underWay.add(userId);
      try {
        const profile = await store.findProfile(userId);
        if (profile === null) throw new ChatError("token_invalid");
        return {
          profile,
          email: await store.emailOf(userId),
          sessions: await store.sessionsOf(userId, clock.now(), bounds.sessionsListed),
          blocks: await store.blocksOf(userId),
          rooms: () => rooms(options, userId),
          messages: () => messages(options, userId),
          end: () => void underWay.delete(userId),
        };
      } catch (error) {
        underWay.delete(userId);
        throw error;
      }
    });
}

async function* rooms({ store, bounds, guard }: ExportOptions, userId: UserId): AsyncGenerator<readonly CountedStanding[]> {
  let page: readonly CountedStanding[] = [];
  do {
    // What is unread is not of interest here: it is hardly looked for.
    const counted = { maxCounted: 1, maxScanned: 1 };
    const wanted = { userId, afterRoomId: page.at(-1)?.room.id ?? "", limit: bounds.roomsPerPage, ...counted };
    page = await guard(() => store.countedStandingsOf(wanted));
    yield page;
  } while (page.length === bounds.roomsPerPage);
}

async function* messages({ store, bounds, guard }: ExportOptions, userId: UserId): AsyncGenerator<readonly WrittenMessage[]> {
  for (let from: MessageId | null = 0; from !== null; ) {
    const wanted: WrittenBy = { userId, afterId: from, limit: bounds.pageSize, maxScanned: bounds.exportScan };
    const page: Written = await guard(() => store.messagesBy(wanted));
    const written: WrittenMessage[] = [];
    for (const message of page.messages) {
      const versions = message.editedAt === null ? [] : await guard(() => store.versionsOf(message.id));
      written.push({ message, versions });
    }
    yield written;
    from = page.nextId;
  }
}
