import type { RoomSummary } from "@parlance/client";

export type WhyNot =
  /** Not known yet. */
  | { readonly kind: "unknown" }
  | { readonly kind: "archived" | "not_member" }
  | { readonly kind: "blocked"; readonly name: string };

interface Standing {
  readonly summary: Pick<RoomSummary, "room"> | undefined;
  /** All the user's rooms are known. */
  readonly isKnown: boolean;
  readonly blocked: ReadonlySet<string>;
}

/** Why nothing can be written in a room; undefined where it can. That somebody has blocked the user is told by nobody. */
export function whyNotWrite({ summary, isKnown, blocked }: Standing): WhyNot | undefined {
  if (summary === undefined) return { kind: isKnown ? "not_member" : "unknown" };
  const { kind, archivedAt, pair } = summary.room;
  if (archivedAt !== undefined) return { kind: "archived" };
  const other = kind === "direct" ? pair?.find(({ id }) => blocked.has(id)) : undefined;
  return other && { kind: "blocked", name: other.name };
}
