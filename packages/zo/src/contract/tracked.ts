import type { Tracked } from "./handlers.ts";

class TrackedEvent<Event> implements Tracked<Event> {
  readonly id: string;
  readonly event: Event;

  constructor(id: string, event: Event) {
    this.id = id;
    this.event = event;
  }
}

/** Gives an event of a stream the id from which the stream goes on after a reconnect; at most 1,024 characters. */
export function tracked<Event>(id: string, event: Event): Tracked<Event> {
  if (id.length === 0 || id.length > maxTokenChars)
    throw new RangeError(`the id of a tracked event has 1 to ${maxTokenChars} characters`);
  return new TrackedEvent(id, event);
}

export const maxTokenChars = 1_024;

export function isTrackedEvent(value: unknown): value is Tracked<unknown> {
  return value instanceof TrackedEvent;
}
