/**
 * What may be done to a message, so that nobody is offered what the server will refuse. The server decides: these are its rules
 * (packages/server/src/ports/rights.ts) as far as a client knows what they go by.
 */
import type { Role, RoomInfo, ShownMessage } from "@parlance/client";

export interface Standpoint {
  readonly myId: string | undefined;
  readonly room: Pick<RoomInfo, "id" | "kind" | "archivedAt" | "pair"> | undefined;
  readonly role: Role | undefined;
  /** One of the user's rooms: they may speak in it. */
  readonly isLive: boolean;
  readonly blocked: ReadonlySet<string>;
}

export interface MessageRights {
  readonly mayReply: boolean;
  readonly mayReact: boolean;
  readonly mayEdit: boolean;
  readonly mayPin: boolean;
  readonly mayDelete: boolean;
  readonly mayReport: boolean;
}

const nothing: MessageRights = {
  mayReply: false,
  mayReact: false,
  mayEdit: false,
  mayPin: false,
  mayDelete: false,
  mayReport: false,
};

export function messageRights(message: ShownMessage, { myId, room, role, isLive, blocked }: Standpoint): MessageRights {
  if (message.state !== "sent" || message.deletedAt !== undefined || room === undefined || myId === undefined) return nothing;
  const isMine = message.author.id === myId;
  const isStaff = role === "owner" || role === "moderator";
  const isDirect = room.kind === "direct";
  // Somebody who has blocked the user is not known; the server says so then.
  const isCutOff = isDirect && room.pair?.some(({ id }) => blocked.has(id)) === true;
  const mayChange = isLive && room.archivedAt === undefined && !isCutOff;
  return {
    mayReply: mayChange,
    mayReact: mayChange,
    mayEdit: mayChange && isMine,
    mayPin: mayChange && (isDirect ? role !== undefined : isStaff),
    // In rooms that were archived and left, too: what one wrote is one's own.
    mayDelete: isMine || (!isDirect && isStaff),
    mayReport: !isMine,
  };
}
