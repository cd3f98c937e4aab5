import type { KeyboardEvent } from "react";
import { memo } from "react";
import { classes } from "../../design/classes.ts";
import { playground as text } from "../../text/playground.ts";
import type { Column } from "../column/column.ts";
import type { Entry, Note } from "../column/entries.ts";
import { textIn } from "../protocols/read.ts";
import styles from "./EntryView.module.css";
import { FrameView } from "./FrameView.tsx";
import { noteText } from "./note-text.ts";

interface EntryViewProps {
  readonly entry: Entry;
  readonly column: Column;
  /** From 0; -1 where there is no list to walk through. */
  readonly index: number;
  readonly count: number;
  /** The one that Tab leads to. */
  readonly isCurrent: boolean;
}

/** A frame or a note, as one stop in its list; what can be pressed in it is reached by the arrows to the sides. */
export const EntryView = memo(function EntryView({ entry, column, index, count, isCurrent }: EntryViewProps) {
  return (
    <article
      aria-label={labelOf(entry)}
      aria-posinset={index + 1}
      aria-setsize={count}
      tabIndex={isCurrent ? 0 : -1}
      data-index={index}
      onKeyDown={walk}
      className={styles["entry"]}
    >
      {entry.kind === "frame" ? (
        <FrameView entry={entry} column={column} />
      ) : (
        <p className={classes(styles["note"], isGood(entry.note) && styles["good"], isBad(entry.note) && styles["bad"])}>
          {noteText(entry.note)}
        </p>
      )}
    </article>
  );
});

function labelOf(entry: Entry): string {
  if (entry.kind === "note") return noteText(entry.note);
  const name = entry.path ?? textIn(entry.value, "type") ?? "";
  return [text[entry.direction], entry.isError ? text.error : "", name].filter((part) => part !== "").join(" ");
}

const isGood = ({ what }: Note): boolean => what === "in";
const isBad = (note: Note): boolean =>
  (note.what === "closed" && !note.isOwn) || note.what === "unreachable" || note.what === "stays";

/** Left and right lead through what can be pressed in a frame, and back to the frame itself. */
function walk(event: KeyboardEvent<HTMLElement>): void {
  if (event.key !== "ArrowRight" && event.key !== "ArrowLeft") return;
  const stops = [event.currentTarget, ...event.currentTarget.querySelectorAll<HTMLElement>("button")];
  const at = stops.indexOf(document.activeElement as HTMLElement);
  const next = stops[(at + (event.key === "ArrowRight" ? 1 : stops.length - 1)) % stops.length];
  event.preventDefault();
  next?.focus();
}
