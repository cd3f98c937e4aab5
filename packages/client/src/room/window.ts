/**
 * A contiguous run of a room's messages, oldest first. What is shown is as of the room's position once the position has reached what came in
 * pages: each message knows the seq it is as of, and an event changes only what is older than it.
 */
import type { Message, RoomEvent } from "../contract.ts";
import { changed, messageIdOf, posted } from "./change.ts";

export interface Kept {
  readonly message: Message;
  /** What it shows includes all events up to this one. */
  readonly asOf: number;
}

export interface Window {
  readonly kept: readonly Kept[];
  readonly hasOlder: boolean;
  /** It ends before the room does: what is posted is not added. */
  readonly hasNewer: boolean;
  /** Where there is nothing newer: what was posted up to this event is in it, or older than it. */
  readonly seq: number;
}

/** Messages of a room as they were after the event `seq`. */
export interface Page {
  readonly messages: readonly Message[];
  readonly seq: number;
  readonly hasOlder: boolean;
  readonly hasNewer: boolean;
}

export function windowOf({ messages, seq, hasOlder, hasNewer }: Page): Window {
  return { kept: messages.map((message) => ({ message, asOf: seq })), seq, hasOlder, hasNewer };
}

/** The window after an event; the same object when it says nothing new. Keeps `limit` messages at most. */
export function applied(window: Window, event: RoomEvent, limit: number): Window {
  const { seq } = event;
  if (event.type === "posted") {
    if (window.hasNewer || seq <= window.seq) return window;
    const kept = [...window.kept, { message: posted(event.message), asOf: seq }];
    return withoutOldest({ ...window, kept, seq }, limit);
  }
  const id = messageIdOf(event);
  const at = id === undefined ? -1 : window.kept.findLastIndex(({ message }) => message.id === id);
  const old = window.kept[at];
  if (old === undefined || seq <= old.asOf) return window;
  return { ...window, kept: window.kept.with(at, { message: changed(old.message, event), asOf: seq }) };
}

/** The window with the page of what is before it; past `limit` it lets go of what is newest. */
export function withOlder(window: Window, page: Window, limit: number): Window {
  const kept = [...page.kept, ...window.kept];
  const { hasOlder } = page;
  if (kept.length <= limit) return { ...window, kept, hasOlder };
  return { ...window, kept: kept.slice(0, limit), hasOlder, hasNewer: true };
}

/** The window with the page of what is after it. */
export function withNewer(window: Window, page: Window, limit: number): Window {
  const { hasNewer, seq } = page;
  return withoutOldest({ hasOlder: window.hasOlder, hasNewer, seq, kept: [...window.kept, ...page.kept] }, limit);
}

function withoutOldest(window: Window, limit: number): Window {
  const { kept } = window;
  return kept.length <= limit ? window : { ...window, kept: kept.slice(-limit), hasOlder: true };
}
