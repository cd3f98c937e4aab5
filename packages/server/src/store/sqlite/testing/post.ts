/** For tests: posts into the lounge by anyone. */
import { loungeId } from "../../../ports/model.ts";
import type { NewPost } from "../../../ports/posts.ts";

export function loungePost(text: string, over: Partial<NewPost> = {}): NewPost {
  const author = { id: "someone", kind: "address" as const, name: "Someone" };
  return { roomId: loungeId, author, text, file: null, at: 1, membersOnly: false, nameKey: null, clientKey: null, ...over };
}
