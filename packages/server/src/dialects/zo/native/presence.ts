import type { PresenceStatus as WireStatus } from "@parlance/client/contract";
import type { PresenceStatus, Watcher } from "../../../core/watching.ts";
import type { Member } from "../member.ts";
import { AfterAnswer } from "./after-answer.ts";
import type { AreaHandlers, Native } from "./native.ts";

/** What a connection watches, and how it is told. */
interface Watch {
  readonly watcher: Watcher;
  readonly changes: AfterAnswer<PresenceStatus>;
}

const wireOf = ({ userId, state, lastActiveAt }: PresenceStatus): WireStatus => ({
  userId,
  state,
  ...(lastActiveAt === null ? {} : { lastActiveAt }),
});

/** `presence.*`: core decides who may be watched by whom. */
export function presenceHandlers({ context: { chat }, send }: Native): AreaHandlers<"presence"> {
  const watches = new WeakMap<Member, Watch>();
  /** Each change once, however many connections it is told to. */
  const deliveries = new WeakMap<PresenceStatus, { to(clientIds: readonly string[]): void }>();
  const tell = (status: PresenceStatus, clientId: string): void => {
    let delivery = deliveries.get(status);
    if (delivery === undefined) {
      delivery = send().presence.onChanged(wireOf(status));
      deliveries.set(status, delivery);
    }
    delivery.to([clientId]);
  };
  const watchOf = (member: Member): Watch => {
    const known = watches.get(member);
    if (known !== undefined) return known;
    const changes = new AfterAnswer<PresenceStatus>((status) => tell(status, member.clientId));
    const watcher = chat.watching.watcher(member.user.id, (status) => changes.tell(status.userId, status));
    const watch = { watcher, changes };
    watches.set(member, watch);
    member.whenGone(() => watcher.close());
    return watch;
  };
  return {
    set: ({ payload: { away }, ctx: { member } }) => {
      member.count("presence.set", "ok");
      member.setAway(away);
    },
    watch: ({ input: { userIds }, ctx: { member } }) =>
      member.does("presence.watch", () => {
        const { watcher, changes } = watchOf(member);
        return changes.answering(async () => ({ users: (await watcher.watch(userIds)).map(wireOf) }));
      }),
    unwatch: ({ input: { userIds }, ctx: { member } }) => {
      member.count("presence.unwatch", "ok");
      watches.get(member)?.watcher.unwatch(userIds);
    },
  };
}
