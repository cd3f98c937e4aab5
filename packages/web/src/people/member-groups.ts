/** A room's members as they are listed: those who keep order first, and then who is there. */
import type { Member, Role } from "@parlance/client";
import { withWords } from "../rooms/sections.ts";

export type MemberGroupKind = "owner" | "moderator" | "online" | "offline" | "member";

export interface MemberGroup {
  readonly kind: MemberGroupKind;
  readonly members: readonly Member[];
}

type State = "online" | "away" | "offline";

export interface GroupingOptions {
  /** Only who is called so. */
  readonly words: string;
  /** Left out for a room with too many members to look at all of them: who is there is then not told apart. */
  readonly stateOf?: ((userId: string) => State | undefined) | undefined;
}

const order: readonly MemberGroupKind[] = ["owner", "moderator", "online", "offline", "member"];
const stateRank: Readonly<Record<State, number>> = { online: 0, away: 1, offline: 2 };
const byName = new Intl.Collator(undefined, { sensitivity: "base", numeric: true });

/** Groups that have somebody, in each who is there first, and then by name. */
export function groupsOf(members: Iterable<Member>, { words, stateOf }: GroupingOptions): readonly MemberGroup[] {
  const groups = Map.groupBy(
    withWords([...members], words, ({ user }) => user.name),
    ({ user, role }) => groupOf(role, user.id, stateOf),
  );
  const rank = ({ user }: Member): number => stateRank[stateOf?.(user.id) ?? "offline"];
  return order.flatMap((kind) => {
    const found = groups.get(kind);
    const sorted = found?.toSorted((one, other) => rank(one) - rank(other) || byName.compare(one.user.name, other.user.name));
    return sorted === undefined ? [] : [{ kind, members: sorted }];
  });
}

function groupOf(role: Role, userId: string, stateOf: GroupingOptions["stateOf"]): MemberGroupKind {
  if (role !== "member") return role;
  const state = stateOf?.(userId);
  // Not known yet, or never: guests are told of nobody.
  if (state === undefined) return "member";
  return state === "offline" ? "offline" : "online";
}
