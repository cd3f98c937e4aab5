import { FloatingTip } from "../../design/FloatingTip.tsx";
import styles from "./AboutTip.module.css";
import { about, aboutId } from "./about.ts";
import { useObserved } from "./context.ts";

/** The explanation of what is pointed at or has the focus; once on the page. */
export function AboutTip() {
  const shown = useObserved(about);
  if (shown === null) return null;
  const { title, facts, text } = shown.about;
  return (
    <FloatingTip element={shown.element} side="top" align="start" id={aboutId} role="tooltip" className={styles["tip"]}>
      <strong className={styles["title"]}>{title}</strong>
      {facts !== undefined && <span className={styles["facts"]}>{facts.join(" · ")}</span>}
      {text !== "" && <span>{text}</span>}
    </FloatingTip>
  );
}
