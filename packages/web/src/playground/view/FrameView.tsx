import { ArrowDown, ArrowUp, TriangleAlert } from "lucide-react";
import { useMemo, useState } from "react";
import { classes } from "../../design/classes.ts";
import { ForReaders } from "../../design/ForReaders.tsx";
import { playground as text } from "../../text/playground.ts";
import type { Column } from "../column/column.ts";
import type { FrameEntry } from "../column/entries.ts";
import { textIn } from "../protocols/read.ts";
import { type Message, messageFor } from "../schema/asyncapi.ts";
import { explaining } from "./about.ts";
import { CopyMenu } from "./CopyMenu.tsx";
import { useNow } from "./clock.ts";
import { useObserved, usePlayground } from "./context.ts";
import styles from "./FrameView.module.css";
import { JsonView } from "./JsonView.tsx";

interface FrameViewProps {
  readonly entry: FrameEntry;
  readonly column: Column;
}

/** What arrived within this time lights up. */
const freshMs = 1_500;

/** One frame: which way it went, what it is, and its JSON. */
export function FrameView({ entry, column }: FrameViewProps) {
  const { marks, looked, contracts } = usePlayground();
  const contract = useObserved(contracts[column.protocol.name]);
  const isLooked = useObserved(looked) === entry.mark && entry.mark !== undefined;
  const [isFresh] = useState(() => Date.now() - entry.at < freshMs);
  const message = useMemo(() => messageOf(entry, contract), [entry, contract]);
  const isMarked = entry.mark !== undefined;
  return (
    <div
      data-hue={isMarked ? (marks.from(entry.mark ?? 0) ?? "elsewhere") : undefined}
      data-mark={entry.mark}
      className={classes(
        styles["frame"],
        styles[entry.isError ? "error" : entry.direction],
        isMarked && styles["marked"],
        isMarked && isFresh && styles["fresh"],
        isLooked && styles["looked"],
      )}
    >
      <Head entry={entry} column={column} message={message} />
      {entry.value === undefined ? (
        <div className={styles["raw"]}>{entry.text.length > 300 ? `${entry.text.slice(0, 300)}…` : entry.text || "∅"}</div>
      ) : (
        <JsonView value={entry.value} message={message} said={isMarked ? marks.textOf(entry.mark ?? 0) : undefined} />
      )}
    </div>
  );
}

function messageOf(entry: FrameEntry, { sent, received }: { sent: readonly Message[]; received: readonly Message[] }) {
  if (entry.path !== undefined) return undefined;
  const answer = entry.answers === undefined ? undefined : `${entry.answers}.result`;
  return messageFor(entry.direction === "sent" ? sent : received, entry.value, answer);
}

/** What a frame is called: as the document does, or else as it calls itself. */
export function nameOf(entry: FrameEntry, message: Message | undefined): string {
  if (entry.value === undefined && entry.path === undefined) return text.notJson;
  return entry.path ?? message?.name ?? textIn(entry.value, "type") ?? text.unknown;
}

function Head({ entry, column, message }: FrameViewProps & { readonly message: Message | undefined }) {
  const name = nameOf(entry, message);
  const direction = text[entry.direction];
  const Sign = entry.direction === "sent" ? ArrowUp : ArrowDown;
  return (
    <div className={styles["head"]} {...explaining(() => ({ title: name, text: message?.summary ?? "" }))}>
      <span className={styles["sign"]} title={direction}>
        <Sign size={14} strokeWidth={2.5} aria-hidden="true" />
        <ForReaders>{direction}</ForReaders>
      </span>
      {entry.isError && (
        <span className={styles["alert"]}>
          <TriangleAlert size={13} aria-hidden="true" />
          <ForReaders>{text.error}</ForReaders>
        </span>
      )}
      {message === undefined ? (
        <span className={styles["name"]}>{name}</span>
      ) : (
        <button type="button" tabIndex={-1} data-about="message" className={styles["name"]}>
          {name}
        </button>
      )}
      {entry.mark !== undefined && <MarkChip mark={entry.mark} />}
      <span className={styles["meta"]}>
        <Ago at={entry.at} /> {text.size(entry.bytes)}
      </span>
      <CopyMenu entry={entry} column={column} />
    </div>
  );
}

function MarkChip({ mark }: { readonly mark: number }) {
  const { looked } = usePlayground();
  const isLooked = useObserved(looked) === mark;
  return (
    <button
      type="button"
      tabIndex={-1}
      aria-pressed={isLooked}
      aria-label={text.mark(mark)}
      className={styles["chip"]}
      onClick={() => looked.set(isLooked ? null : mark)}
    >
      {mark}
    </button>
  );
}

export function Ago({ at }: { readonly at: number }) {
  return <time>{text.ago(Math.max(0, useNow() - at))}</time>;
}
