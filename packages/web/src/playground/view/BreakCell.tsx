import { useMemo } from "react";
import { classes } from "../../design/classes.ts";
import { playground as text } from "../../text/playground.ts";
import { type Aftermath, aftermathOf } from "../aftermath.ts";
import type { Column, State } from "../column/column.ts";
import { BreakButtons } from "./BreakButtons.tsx";
import styles from "./BreakCell.module.css";
import { useObserved, usePlayground } from "./context.ts";
import { noteText } from "./note-text.ts";

/** What one protocol can be made to suffer, and how it took the last of it. */
export function BreakCell({ column }: { readonly column: Column }) {
  const { name } = column.protocol;
  const { broken } = usePlayground();
  const done = useObserved(broken[name]);
  const { entries } = useObserved(column.journal.listed);
  const state = useObserved(column.state);
  const aftermath = useMemo(() => (done === null ? null : aftermathOf(entries, done.after)), [entries, done]);
  return (
    <section aria-label={text.breaking.in(name)} className={styles["cell"]}>
      <BreakButtons names={[name]} label={text.breaking.in(name)} />
      <div className={styles["result"]} role="status">
        {aftermath === null || done === null ? (
          <p>{text.breaking.recovery[name]}</p>
        ) : (
          <>
            <Result aftermath={aftermath} sent={done.sent} state={state} />
            {aftermath.isBack && <p>{text.breaking.recovery[name]}</p>}
          </>
        )}
      </div>
    </section>
  );
}

interface ResultProps {
  readonly aftermath: Aftermath;
  readonly sent: number;
  readonly state: State;
}

/** The kinds of answers that are told apart; a flood has few. */
const mostAnswers = 4;

function Result({ aftermath: { answers, closed, isBack }, sent, state }: ResultProps) {
  return (
    <ul>
      {sent > 0 && <li>{text.breaking.sentCount(sent)}</li>}
      {answers.slice(0, mostAnswers).map(({ text: words, count, isError }) => (
        <li key={words} className={classes(isError && styles["bad"])}>
          {count > 1 && <strong>{text.breaking.times(count)} </strong>}
          {words}
        </li>
      ))}
      {sent > 0 && answers.length === 0 && closed === undefined && <li>{text.breaking.silent}</li>}
      {closed !== undefined && <li className={classes(!closed.isOwn && styles["bad"])}>{noteText(closed)}</li>}
      <li className={classes(state.kind === "in" && styles["good"])}>{recovered(closed !== undefined, isBack, state)}</li>
    </ul>
  );
}

function recovered(wasClosed: boolean, isBack: boolean, state: State): string {
  if (state.kind === "away") return text.breaking.stays;
  if (!wasClosed) return text.breaking.stillOpen;
  return isBack ? text.breaking.back : text.breaking.comingBack;
}
