/** The house's words as they stand in native frames: what is null or empty is left out. */
import type { Message, Person, Room } from "@parlance/client/contract";
import type { FileLinks } from "../../../core/api.ts";
import { shownFile } from "../../../core/file-links.ts";
import type * as model from "../../../ports/model.ts";

export const personOf = ({ id, kind, name }: model.Person): Person => ({ id, kind, name });

export function roomOf({ id, kind, name, topic, archivedAt, pair }: model.Room): Room {
  return {
    id,
    kind,
    ...(name === null ? {} : { name }),
    ...(topic === null ? {} : { topic }),
    ...(archivedAt === null ? {} : { archivedAt }),
    ...(pair.length === 0 ? {} : { pair: pair.map(personOf) }),
  };
}

export function messageOf(message: model.Message, files: FileLinks): Message {
  const { id, roomId, seq, author, text, at, file, editedAt, deletedAt, pinnedAt, replyTo, thread, mentions, reactions } =
    message;
  return {
    id,
    roomId,
    seq,
    author: personOf(author),
    text,
    at,
    ...(file === null ? {} : { file: shownFile(file, files) }),
    ...(editedAt === null ? {} : { editedAt }),
    ...(deletedAt === null ? {} : { deletedAt }),
    ...(pinnedAt === null ? {} : { pinnedAt }),
    ...(replyTo === null ? {} : { replyTo }),
    ...(thread === null ? {} : { thread }),
    ...(mentions.room || mentions.userIds.length > 0
      ? { mentions: { userIds: [...mentions.userIds], room: mentions.room } }
      : {}),
    ...(reactions.length === 0 ? {} : { reactions: reactions.map(({ emoji, userIds }) => ({ emoji, userIds: [...userIds] })) }),
  };
}
