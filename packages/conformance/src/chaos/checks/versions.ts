/** The texts a message had. */
import type { Change, History, PostOp } from "../history.ts";

/** The op that gave the message this text; null where none did. `reactions` keeps texts trimmed: ours have no space at their ends. */
export function versionOf(history: History, post: PostOp, text: string): PostOp | Change | null {
  if (post.deed.text === text) return post;
  return editsOf(history, post).find(({ deed }) => deed.what === "edit" && deed.text === text) ?? null;
}

/** Edits name the message by its id: that it has in the truth, or in the acknowledgement. */
export function editsOf(history: History, post: PostOp): readonly Change[] {
  const key = post.deed.text.split(" ", 1)[0] ?? "";
  const messageId = history.kept.get(key)?.post.message.messageId ?? post.messageId;
  if (messageId === undefined) return [];
  return (history.changes.get(messageId) ?? []).filter(({ deed }) => deed.what === "edit");
}
