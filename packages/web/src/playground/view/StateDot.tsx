import { classes } from "../../design/classes.ts";
import { playground as text } from "../../text/playground.ts";
import type { State } from "../column/column.ts";
import { useNow } from "./clock.ts";
import styles from "./StateDot.module.css";

/** Full, a ring that turns, or an empty ring: not by colour alone. */
export function StateDot({ state }: { readonly state: State }) {
  return <span aria-hidden="true" className={classes(styles["dot"], styles[state.kind])} />;
}

export function StateWords({ state }: { readonly state: State }) {
  return state.kind === "waiting" ? <Countdown untilMs={state.untilMs} /> : text.states[state.kind];
}

function Countdown({ untilMs }: { readonly untilMs: number }) {
  const now = useNow();
  return text.states.waiting(Math.max(0, untilMs - now));
}
