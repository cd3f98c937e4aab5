import type { Blobs } from "../ports/blobs.ts";
import type { Bounds } from "../ports/bounds.ts";
import type { Bus } from "../ports/bus.ts";
import type { Clock } from "../ports/clock.ts";
import type { Images } from "../ports/images.ts";
import type { User } from "../ports/model.ts";
import { loungeId } from "../ports/model.ts";
import type { Store } from "../ports/store.ts";
import type { Logger, Telemetry } from "../ports/telemetry.ts";
import { createDeletions } from "./account-deletions.ts";
import { createAccounts } from "./accounts.ts";
import { createAddressIds } from "./addresses.ts";
import { createAdministration } from "./administration.ts";
import type { Chat, Feeds } from "./api.ts";
import { purgeAudit } from "./audit-purge.ts";
import { createDelivery } from "./delivery.ts";
import { createGuard } from "./failures.ts";
import { openRoomFeed } from "./feed.ts";
import { sweepFiles } from "./file-sweep.ts";
import type { AllowedTypes } from "./file-types.ts";
import { createFiles } from "./files.ts";
import { createGroups } from "./groups.ts";
import { createGuests } from "./guests.ts";
import { newId } from "./ids.ts";
import { createOrderedFeeds } from "./in-commit-order.ts";
import { createInboxes } from "./inboxes.ts";
import { createLimits } from "./limits.ts";
import { createMessages } from "./messages.ts";
import { createModeration } from "./moderation.ts";
import { deletedName, shownName } from "./names.ts";
import { createOwnAccount } from "./own-account.ts";
import { createPasswordCheck } from "./password-check.ts";
import { createPasswords } from "./passwords.ts";
import { createPersonal } from "./personal.ts";
import { createPresence } from "./presence.ts";
import { createReports } from "./reports.ts";
import { createRoomStreams } from "./room-streams.ts";
import { createRooms } from "./rooms.ts";
import { createSearch } from "./search.ts";
import { createSessionWatch } from "./session-watch.ts";
import { createSync } from "./sync.ts";
import { purgeTokens } from "./token-purge.ts";
import { createTyping } from "./typing.ts";
import { createMessageUuids } from "./uuids.ts";
import { createWatching } from "./watching.ts";

export interface ChatOptions {
  readonly store: Store;
  readonly bus: Bus;
  readonly blobs: Blobs;
  /** Null where images cannot be looked at: files are then kept all the same, without sizes and previews. */
  readonly images: Images | null;
  readonly clock: Clock;
  readonly bounds: Bounds;
  /** False lifts all rates. */
  readonly limitsOn: boolean;
  readonly log: Logger;
  readonly telemetry: Telemetry;
  /** Where this server is reached from outside, for links to files; asked each time, as the port may not be known yet. */
  readonly publicUrl: () => string;
  /** Of which media types files may be. */
  readonly fileTypes: AllowedTypes;
  /** Whether new accounts become members of the lounge. */
  readonly loungeAutoJoin: boolean;
}

/** Core at work. `close` stops its timers and subscriptions; store, bus and blobs belong to whoever made them. */
export type RunningChat = Chat & { close(): Promise<void> };

/** Rejects with what the store or bus rejected with: without them there is nothing to run. */
export async function createChat(options: ChatOptions): Promise<RunningChat> {
  const { store, bus, clock, bounds, telemetry } = options;
  const guard = createGuard(options);
  const limits = createLimits(options);
  const nodeId = newId();
  const streams = createRoomStreams(options);
  const nameOf = (user: User): string => presence.nameOf(user.id) ?? shownName(user);
  const typing = createTyping({ ...options, limits, guard, streams, nodeId, nameOf });
  const deliver = createDelivery(bus, telemetry);
  store.onCommit((batch) => {
    deliver(batch);
    typing.committed(batch);
  });
  const lounge = await openRoomFeed(loungeId, options);
  const presence = await createPresence({ ...options, nodeId }).catch((error: unknown) => {
    lounge.close();
    throw error;
  });
  const inboxes = createInboxes(options);
  const groups = createGroups({ ...options, inboxes, streams });
  const followRooms: Feeds["followRooms"] = (userId, listener) => guard(() => groups.followRooms(userId, listener));
  const ordered = createOrderedFeeds({ ...options, feeds: { lounge, followRooms }, order: bus.order });
  const sessions = createSessionWatch(options);
  const passwords = createPasswords(bounds);
  const check = createPasswordCheck({ store, limits, passwords });
  const deletions = createDeletions(options);
  const account = createOwnAccount({
    ...options,
    limits,
    guard,
    passwords,
    check,
    sessions,
    renamed: (user) => presence.changed(user),
    deleted(id) {
      presence.deleted({ id, kind: "account", name: deletedName });
      lounge.rename(id, deletedName);
      deletions.wake();
    },
  });
  deletions.wake();
  const guests = createGuests({ store, clock, bounds, guard, log: options.log });
  const watching = createWatching({ ...options, limits, guard, nodeId, here: presence });
  const stopPurges = [purgeTokens(options), purgeAudit(options)];
  const sweep = sweepFiles(options);
  const keeping = { store, clock, bounds, limits, guard, nameOf };
  const shutOut = (userId: string, sessionIds: readonly string[]): void => {
    for (const sessionId of sessionIds) sessions.end(sessionId);
    guests.shutOut(userId);
  };
  return {
    bounds,
    limits,
    presence,
    watching,
    typing,
    accounts: createAccounts({
      store,
      clock,
      bounds,
      limits,
      guard,
      sessions,
      passwords,
      check,
      log: options.log,
      joins: options.loungeAutoJoin ? [loungeId] : [],
      changed(user) {
        presence.changed(user);
        account.changed(user.id);
      },
    }),
    account,
    guests,
    messages: createMessages({ store, clock, bounds, limits, guard, guests, uuids: createMessageUuids(store.secret) }),
    personal: createPersonal({ store, bus, clock, bounds, limits, guard }),
    sync: createSync({ store, bounds, limits, guard }),
    rooms: createRooms(keeping),
    moderation: createModeration(keeping),
    reports: createReports(keeping),
    server: createAdministration({ ...keeping, log: options.log, shutOut }),
    feeds: {
      lounge,
      followUser: (userId, listener) => guard(() => inboxes.followUser(userId, listener)),
      followRooms,
      ordered,
    },
    search: createSearch({ store, bounds, limits, guard }),
    files: createFiles({ ...options, limits, guard }),
    addressId: createAddressIds(store.secret),
    shownName: nameOf,
    async close() {
      for (const stop of stopPurges) stop();
      deletions.stop();
      sessions.close();
      typing.close();
      watching.close();
      ordered.close();
      groups.close();
      streams.close();
      inboxes.close();
      lounge.close();
      await presence.close();
      await sweep.close();
    },
  };
}
