import { dayText } from "../text/dates.ts";
import { text } from "../text/text.ts";
import styles from "./RowLines.module.css";
import { useToday } from "./today.ts";

/** Where a day begins. */
export function DayLine({ at }: { readonly at: number }) {
  useToday();
  return (
    <div className={styles["line"]}>
      <time dateTime={new Date(at).toISOString().slice(0, 10)} className={styles["day"]}>
        {dayText(at, Date.now())}
      </time>
    </div>
  );
}

/** Where what was unread begins. */
export function NewLine() {
  return (
    <div className={styles["line"]} data-new="">
      <span className={styles["new"]}>{text.conversation.newMessages}</span>
    </div>
  );
}
