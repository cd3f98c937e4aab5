/** Where one can be in the page, as addresses: `/`, `/room/ROOM`, `/room/ROOM/MESSAGE`. */
export const places = {
  home: "/",
  room: (roomId: string): string => `/room/${encodeURIComponent(roomId)}`,
  /** The part of the room's history that a message is in. */
  message: (roomId: string, messageId: number): string => `/room/${encodeURIComponent(roomId)}/${messageId}`,
};

export interface Place {
  readonly roomId?: string;
  readonly messageId?: number;
}

/** Of a path; what is no place of ours is the beginning. */
export function placeOf(path: string): Place {
  const [, roomId, messageId] = /^\/room\/([^/]+)(?:\/(\d{1,16}))?\/?$/.exec(path) ?? [];
  if (roomId === undefined) return {};
  try {
    return { roomId: decodeURIComponent(roomId), ...(messageId !== undefined && { messageId: Number(messageId) }) };
  } catch {
    return {};
  }
}
