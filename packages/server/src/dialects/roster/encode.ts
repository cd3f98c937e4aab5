/** The frames of `roster` as text. */
import type { Files, PresenceEntry } from "../../core/api.ts";
import { clientIdOf } from "../../core/guests.ts";
import type { Message, Person } from "../../ports/model.ts";
import { textWithFile } from "../message-line.ts";

/** A message; one that announces a file says so in a readable line and carries the file's facts beside it. */
export function messageJson(message: Message, files: Files): string {
  const { file } = message;
  const base = {
    type: "message",
    id: String(message.id),
    sender: message.author.name,
    content: textWithFile(message, files),
    timestamp: message.at,
  };
  if (file === null) return JSON.stringify(base);
  const facts = { name: file.name, type: file.type, size: file.sizeBytes, url: files.linkOf(file) };
  return JSON.stringify({ ...base, file: facts });
}

export function historyJson(messages: readonly string[]): string {
  return `{"type":"history","messages":[${messages.join(",")}]}`;
}

export function userJson({ user, online, lastActiveAt }: PresenceEntry): string {
  return JSON.stringify({ id: wireId(user), username: user.name, online, lastActive: lastActiveAt });
}

export function userDataJson(users: readonly string[]): string {
  return `{"type":"userData","users":[${users.join(",")}]}`;
}

export function userStatusJson(user: Person, online: boolean): string {
  return JSON.stringify({ type: "userStatus", userId: wireId(user), username: user.name, online });
}

/** A guest is known by the client id it chose, so that a client finds itself in the list; an account by its user id. */
function wireId({ id, kind }: Person): string {
  return kind === "guest" ? clientIdOf(id) : id;
}
