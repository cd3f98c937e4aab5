import { BookOpen } from "lucide-react";
import { useState } from "react";
import { Button } from "../../design/Button.tsx";
import { ForReaders } from "../../design/ForReaders.tsx";
import { playground as text } from "../../text/playground.ts";
import type { Column } from "../column/column.ts";
import type { Filter } from "../column/entries.ts";
import { BreakCell } from "./BreakCell.tsx";
import { ColumnTools } from "./ColumnTools.tsx";
import styles from "./ColumnView.module.css";
import { useObserved } from "./context.ts";
import { FrameList } from "./FrameList.tsx";
import { Line } from "./Line.tsx";
import { StateDot, StateWords } from "./StateDot.tsx";

interface ColumnViewProps {
  readonly column: Column;
  readonly isBreaking: boolean;
  readonly isPaused: boolean;
}

/** One protocol, live. */
export function ColumnView({ column, isBreaking, isPaused }: ColumnViewProps) {
  const { name } = column.protocol;
  const [filter, setFilter] = useState<Filter>("noPings");
  const [isHeld, setHeld] = useState(false);
  return (
    <section id={`column-${name}`} data-hue={name} aria-label={text.columnLabel(name)} className={styles["column"]}>
      <Head column={column} />
      <Line column={column} />
      <FrameList column={column} filter={filter} isPaused={isPaused || isHeld} />
      {isBreaking && <BreakCell column={column} />}
      <ColumnTools column={column} filter={filter} onFilter={setFilter} isHeld={isHeld} onHold={setHeld} />
    </section>
  );
}

function Head({ column }: { readonly column: Column }) {
  const { name } = column.protocol;
  const state = useObserved(column.state);
  const guest = useObserved(column.guest);
  return (
    <header className={styles["head"]}>
      <div className={styles["title"]}>
        <StateDot state={state} />
        <h2>{name}</h2>
        <span className={styles["state"]}>
          {state.kind === "in" ? (
            <ForReaders>
              <StateWords state={state} />
            </ForReaders>
          ) : (
            <StateWords state={state} />
          )}
        </span>
        {state.kind === "away" || state.kind === "waiting" ? (
          <Button size="small" variant="quiet" onClick={() => column.connect()}>
            {text.tools.connect}
          </Button>
        ) : (
          <a href={`docs#${name}`} aria-label={text.docsOf(name)} title={text.docsOf(name)} className={styles["docs"]}>
            <BookOpen size={15} aria-hidden="true" />
          </a>
        )}
      </div>
      <p className={styles["about"]}>{text.about[name]}</p>
      <p className={styles["me"]}>{text.youAre(guest.name)}</p>
    </header>
  );
}
