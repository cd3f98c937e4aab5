import { playground as text } from "../../text/playground.ts";
import type { Note } from "../column/entries.ts";

/** A note in words. */
export function noteText(note: Note): string {
  switch (note.what) {
    case "connecting":
      return text.notes.connecting(note.url);
    case "in":
    case "renamed":
      return text.notes[note.what](note.name);
    case "closed":
      return text.notes.closed(note);
    case "waiting":
      return text.notes.waiting(note.ms);
    case "flooding":
      return text.notes.flooding(note.count);
    default:
      return text.notes[note.what];
  }
}
