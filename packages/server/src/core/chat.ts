import type { Blobs } from "../ports/blobs.ts";
import type { Bounds } from "../ports/bounds.ts";
import type { Bus } from "../ports/bus.ts";
import type { Clock } from "../ports/clock.ts";
import type { Images } from "../ports/images.ts";
import type { User, UserId } from "../ports/model.ts";
import { loungeId } from "../ports/model.ts";
import type { Store } from "../ports/store.ts";
import type { Logger, Telemetry } from "../ports/telemetry.ts";
import { createDeletions } from "./account-deletions.ts";
import { createAccounts } from "./accounts.ts";
import { createAddressIds } from "./addresses.ts";
import { createAdministration } from "./administration.ts";
import type { Chat, Feeds } from "./api.ts";
import { purgeAudit } from "./audit-purge.ts";
import { createClientIds } from "./client-ids.ts";
import { ChangedUsers } from "./cluster/changed-users.ts";
import { createCluster } from "./cluster/cluster.ts";
import { claimKey, userKey } from "./cluster/items.ts";
import { heed } from "./cluster/news.ts";
import { createItemSource } from "./cluster/node-items.ts";
import { startRounds } from "./cluster/rounds.ts";
import { createSharedClock } from "./cluster/shared-clock.ts";
import { authorsIn, createShownUsers } from "./cluster/shown-users.ts";
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
export async function createChat(given: ChatOptions): Promise<RunningChat> {
  const { store, bus, bounds, telemetry } = given;
  const shared = await createSharedClock(given);
  const { clock } = shared;
  const nodeId = newId();
  const options = { ...given, clock };
  const guard = createGuard(options);
  const cluster = createCluster({
    ...options,
    nodeId,
    source: createItemSource(() => ({ presence, guests })),
    listeners: {
      itemChanged: (item) => (item.kind === "user" ? presence.elsewhereChanged(item) : guests.nameChanged(item.key)),
      spent: (...spent) => limits.spentElsewhere(...spent),
      news: (news) => heed(news, { sessions, guests, changedUsers }),
      busIsBack() {
        rounds?.now();
        void watching.checkAll();
      },
    },
  });
  const { duty, elsewhere } = cluster;
  const limits = createLimits({ ...options, spent: (...spent) => cluster.spend(...spent) });
  const streams = createRoomStreams(options);
  const nameOf = (user: User): string => presence.nameOf(user.id) ?? shownName(user);
  const typing = createTyping({ ...options, limits, guard, streams, nodeId, nameOf });
  const deliver = createDelivery(bus, telemetry);
  store.onCommit((batch) => {
    deliver(batch);
    typing.committed(batch);
  });
  const lounge = await openRoomFeed(loungeId, options).catch((error: unknown) => {
    shared.stop();
    throw error;
  });
  const presence = await createPresence({
    ...options,
    elsewhere: (userId) => elsewhere.user(userId),
    changedHere: (userId) => cluster.note(userKey(userId)),
    hasOthers: () => cluster.hasOthers,
  }).catch((error: unknown) => {
    lounge.close();
    shared.stop();
    throw error;
  });
  const inboxes = createInboxes(options);
  const groups = createGroups({ ...options, inboxes, streams });
  const followRooms: Feeds["followRooms"] = (userId, listener) => guard(() => groups.followRooms(userId, listener));
  const ordered = createOrderedFeeds({
    ...options,
    lounge,
    follow: (userId, listener) => guard(() => groups.follow(userId, listener)),
    order: bus.order,
  });
  const sessions = createSessionWatch({
    ...options,
    told: {
      ended: (sessionId) => cluster.tell({ type: "sessions_ended", sessionIds: [sessionId] }),
      extended: (sessionId, expiresAt) => cluster.tell({ type: "session_extended", sessionId, expiresAt }),
    },
    ...(bus.lossless ? {} : { livesOf: (ids: readonly string[]) => store.sessionsAmong(ids) }),
  });
  const passwords = createPasswords(bounds);
  const check = createPasswordCheck({ store, limits, passwords });
  const deletions = createDeletions({ ...options, duty });
  const changedHere = (userId: UserId): void => {
    changedUsers.changedHere(userId);
    cluster.tell({ type: "users_changed", userIds: [userId] });
  };
  const account = createOwnAccount({
    ...options,
    limits,
    guard,
    passwords,
    check,
    sessions,
    renamed: (user) => presence.changed(user),
    changed: changedHere,
    deleted(id) {
      presence.deleted({ id, kind: "account", name: deletedName });
      lounge.rename(id, deletedName);
      deletions.wake();
      changedHere(id);
    },
  });
  const guests = createGuests({
    ...options,
    guard,
    elsewhere: { name: (key) => elsewhere.name(key), changedHere: (key) => cluster.noteNow(claimKey(key)) },
  });
  const watching = createWatching({ ...options, limits, guard, presence });
  const stopPurges = [purgeTokens({ ...options, duty }), purgeAudit({ ...options, duty })];
  const sweep = sweepFiles({ ...options, duty });
  const show = createShownUsers({ presence, lounge, account, guests, deleted: () => deletions.wake() });
  const changedUsers = new ChangedUsers({ ...options, show });
  const rounds = bus.lossless
    ? null
    : startRounds({
        ...options,
        sessions,
        userIds: () => [...new Set([...presence.knownIds(), ...guests.idsHere(), ...authorsIn(lounge).keys()])],
        checkUsers: (userIds) => changedUsers.check(userIds),
        besides: () => deletions.wake(),
      });
  const keeping = { store, clock, bounds, limits, guard, nameOf };
  const shutOut = (userId: string, sessionIds: readonly string[]): void => {
    for (const sessionId of sessionIds) sessions.end(sessionId);
    guests.shutOut(userId);
    cluster.tell({ type: "shut_out", userId });
  };
  const chat: RunningChat = {
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
        changedHere(user.id);
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
    clientIds: createClientIds(store.secret),
    addressId: createAddressIds(store.secret),
    shownName: nameOf,
    async close() {
      cluster.close();
      rounds?.close();
      shared.stop();
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
  await cluster.start().catch(async (error: unknown) => {
    await chat.close();
    throw error;
  });
  return chat;
}
