import { playground as text } from "../../text/playground.ts";
import { protocolNames } from "../protocols/protocol.ts";
import styles from "./BreakBar.module.css";
import { BreakButtons } from "./BreakButtons.tsx";

/** The same, in all five at once. */
export function BreakBar() {
  return (
    <section aria-label={text.breaking.title} className={styles["bar"]}>
      <p>{text.breaking.intro}</p>
      <span className={styles["all"]}>{text.breaking.all}</span>
      <BreakButtons names={protocolNames} label={text.breaking.all} />
    </section>
  );
}
