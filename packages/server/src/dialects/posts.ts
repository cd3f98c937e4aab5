import type { Message, RoomEvent } from "../ports/model.ts";

/** Messages as protocols show them that have no word for a deleted one: without those. */
export function standing(messages: readonly Message[]): readonly Message[] {
  return messages.every(isStanding) ? messages : messages.filter(isStanding);
}

/** The message that an event posts; null for other events, and for a message deleted before it could be shown here. */
export function postedBy(event: RoomEvent): Message | null {
  return event.type === "posted" && isStanding(event.message) ? event.message : null;
}

export function isStanding({ deletedAt }: Message): boolean {
  return deletedAt === null;
}
