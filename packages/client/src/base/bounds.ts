/** What the client keeps at most. The README tells of each. */
export const defaultBounds = {
  /** Messages of a room's window; past it the far end is let go, to be loaded again when asked for. */
  messagesKept: 500,
  /** Windows of rooms that nobody looks at; past it that of the room looked at longest ago is let go. */
  roomsKept: 50,
  /** Messages of a room's window that are stored. */
  messagesStored: 50,
  /** Sends that wait; the next one throws `queue_full`. */
  outbox: 1_000,
  /** Sends of different rooms under way at once. */
  sendsAtOnce: 16,
  /** Events of a room held until those before them have come; the rest is asked for again. */
  eventsHeld: 1_000,
  /** Rooms asked about in one frame; fewer where the server takes fewer. */
  roomsPerCall: 200,
} as const satisfies Record<string, number>;

export type ChatBounds = { readonly [Name in keyof typeof defaultBounds]: number };
