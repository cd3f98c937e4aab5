import { classes } from "../../design/classes.ts";
import { ForReaders } from "../../design/ForReaders.tsx";
import { playground as text } from "../../text/playground.ts";
import { isEverywhere, type Mark } from "../marks.ts";
import { type ProtocolName, protocolNames } from "../protocols/protocol.ts";
import { useObserved, usePlayground } from "./context.ts";
import styles from "./Relay.module.css";
import { StateDot, StateWords } from "./StateDot.tsx";

/** The latest message, and how long it took to each protocol. On a phone also the way from one column to another. */
export function Relay() {
  const { marks } = usePlayground();
  const mark = useObserved(marks.all).at(-1);
  return (
    <section aria-label={text.relay.label} className={styles["relay"]}>
      {mark === undefined ? (
        <p className={styles["nothing"]}>{text.relay.nothing}</p>
      ) : (
        <p data-hue={mark.from ?? "elsewhere"} className={styles["said"]}>
          <span className={styles["number"]}>{mark.number}</span>
          <q className={styles["text"]}>{mark.text}</q>
          <span className={styles["from"]}>{mark.from === null ? text.relay.elsewhere : text.relay.typedIn(mark.from)}</span>
        </p>
      )}
      <div className={styles["places"]}>
        {protocolNames.map((name) => (
          <Place key={name} name={name} mark={mark} />
        ))}
      </div>
      <ForReaders>
        <span role="status">{mark !== undefined && isEverywhere(mark) ? summary(mark) : ""}</span>
      </ForReaders>
    </section>
  );
}

function summary({ text: said, seen }: Mark): string {
  const times = Object.values(seen);
  return `${said}: ${text.relay.seen(times.length, protocolNames.length, Math.max(...times))}`;
}

interface PlaceProps {
  readonly name: ProtocolName;
  readonly mark: Mark | undefined;
}

function Place({ name, mark }: PlaceProps) {
  const { columns } = usePlayground();
  const state = useObserved(columns[name].state);
  const ms = mark?.seen[name];
  const took = ms === undefined ? "" : text.relay.took(ms);
  return (
    <button
      type="button"
      data-hue={name}
      onClick={() => bringIntoView(name)}
      className={classes(styles["place"], ms !== undefined && styles["seen"])}
    >
      {/* Anew with each message, so that it lights up again. */}
      <span key={ms === undefined ? "" : mark?.number} className={styles["glow"]} aria-hidden="true" />
      <StateDot state={state} />
      <span className={styles["name"]}>{name}</span>
      <span className={styles["took"]}>{took}</span>
      <ForReaders>
        <StateWords state={state} />
      </ForReaders>
    </button>
  );
}

function bringIntoView(name: ProtocolName): void {
  const isCalm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  document
    .getElementById(`column-${name}`)
    ?.scrollIntoView({ behavior: isCalm ? "instant" : "smooth", inline: "start", block: "nearest" });
}
