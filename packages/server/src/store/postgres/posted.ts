import type { Message } from "../../ports/model.ts";
import type { NewPost, NewPrivatePost } from "../../ports/posts.ts";
import type { PostFindings } from "../post-fields.ts";
import { fieldsOf, messageOf, privateFieldsOf } from "../post-fields.ts";

export type AnyPost = NewPost | NewPrivatePost;

export function isPrivate(post: AnyPost): post is NewPrivatePost {
  return "toNameKey" in post;
}

export function isOpen(post: AnyPost): post is NewPost {
  return !isPrivate(post);
}

/** The message that a post has become. */
export function messageOfPost(
  post: AnyPost,
  place: Pick<Message, "id" | "roomId" | "seq">,
  findings: PostFindings | undefined,
): Message {
  return messageOf(isPrivate(post) ? privateFieldsOf(post) : fieldsOf(post), place, findings);
}
