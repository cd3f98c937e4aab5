/** What was acknowledged of edits, deletions, reactions and memberships has not been undone. */
import type { Change, History, Post, RoomHistory } from "../history.ts";
import { possible } from "../possible.ts";
import type { Op, Violation } from "../records.ts";
import { editsOf, versionOf } from "./versions.ts";

const always = { fromMs: Number.POSITIVE_INFINITY, toMs: Number.POSITIVE_INFINITY };
const who = "the history";

export function checkChanges(history: History): readonly Violation[] {
  const rooms = [...history.rooms.values()];
  return rooms.flatMap((room) => [
    ...room.posts.flatMap((post) => [...checkText(history, post), ...checkReactions(history, post)]),
    ...checkMembers(history, room),
  ]);
}

/** Its text is that of the latest edit that was acknowledged, or of one that was under way at the same time or may have come later. */
function checkText(history: History, { key, message }: Post): readonly Violation[] {
  const post = key === null ? undefined : history.postOps.get(key);
  if (key === null || post === undefined) return [];
  const changes = history.changes.get(message.messageId) ?? [];
  const deletions = changes.filter(({ deed }) => deed.what === "delete");
  const about = { who, key };
  if (!message.isDeleted) {
    const deletion = deletions.find(({ outcome }) => outcome === "acknowledged");
    if (deletion !== undefined)
      return [{ kind: "undone", ...about, atMs: deletion.endMs, detail: `${message.text} was deleted, and is there` }];
    const version = versionOf(history, post, message.text);
    if (version === null) return [{ kind: "changed", ...about, detail: `${post.deed.text} became ${message.text}` }];
    const edits = possible(editsOf(history, post), always);
    const isIt = version === post ? edits.isInitial : edits.writes.some((edit) => edit === version);
    if (isIt) return [];
    if (version.outcome === "refused") return [{ kind: "refused_but_kept", ...about, detail: `the edit to ${message.text}` }];
    return [{ kind: "undone", ...about, atMs: version.endMs, detail: `edited later, it is ${message.text} again` }];
  }
  if (deletions.some(({ outcome }) => outcome !== "refused")) return [];
  return [{ kind: deletions.length > 0 ? "refused_but_kept" : "phantom", ...about, detail: `the deletion of ${post.deed.text}` }];
}

function checkReactions({ changes }: History, { key, message }: Post): readonly Violation[] {
  const reactions = (changes.get(message.messageId) ?? []).filter(isReaction);
  const registers = Map.groupBy(reactions, ({ deed, userId }) => `${deed.emoji} ${userId}`);
  if (message.isDeleted) return [];
  return [...registers].flatMap(([name, writes]): readonly Violation[] => {
    const isOn = message.reactions.includes(name);
    const may = possible(writes, always);
    if ((may.isInitial && !isOn) || may.writes.some(({ deed }) => deed.isOn === isOn)) return [];
    const [last] = writes.toSorted((a, b) => b.endMs - a.endMs);
    const detail = `${name} on ${message.messageId} (${key}) is ${isOn ? "there" : "not there"}`;
    return [{ kind: "undone", who, detail, ...(last === undefined ? {} : { atMs: last.endMs }) }];
  });
}

type Reaction = Change & { readonly deed: Extract<Change["deed"], { readonly what: "react" }> };
const isReaction = (change: Change): change is Reaction => change.deed.what === "react";

/** A removal or ban that was acknowledged ended a stay, an invitation began one; each of them once. */
function checkMembers({ ops }: History, room: RoomHistory): readonly Violation[] {
  const { roomId, events } = room.truth;
  const deeds = ops.filter((op) => op.roomId === roomId && "subjectId" in op.deed);
  const bySubject = Map.groupBy(deeds, ({ deed }) => ("subjectId" in deed ? deed.subjectId : ""));
  return [...bySubject].flatMap(([subjectId, own]) =>
    (["member_left", "member_joined"] as const).flatMap((type): readonly Violation[] => {
      const whats: readonly string[] = type === "member_left" ? ["remove", "ban"] : ["invite"];
      const asked = own.filter(({ deed }) => whats.includes(deed.what));
      const sure = asked.filter(({ outcome }) => outcome === "acknowledged").length;
      const most = asked.filter(({ outcome }: Op) => outcome !== "refused").length;
      const count = events.filter((event) => event.type === type && event.subjectId === subjectId).length;
      const detail = `${roomId}: ${count} ${type} of ${subjectId}; ${sure} were acknowledged, ${most} asked for`;
      if (count < sure) return [{ kind: "undone", who, detail }];
      return count > most ? [{ kind: "doubled", who, detail }] : [];
    }),
  );
}
