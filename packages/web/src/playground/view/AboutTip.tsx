import { Tooltip } from "@base-ui/react/tooltip";
import styles from "./AboutTip.module.css";
import { about, aboutId } from "./about.ts";
import { useObserved } from "./context.ts";

/** The explanation of what is pointed at or has the focus; once on the page. */
export function AboutTip() {
  const shown = useObserved(about);
  return (
    <Tooltip.Root open={shown !== null} onOpenChange={(isOpen) => isOpen || about.set(null)}>
      <Tooltip.Portal>
        <Tooltip.Positioner
          anchor={shown?.element ?? null}
          side="top"
          align="start"
          sideOffset={6}
          className={styles["positioner"]}
        >
          <Tooltip.Popup id={aboutId} role="tooltip" className={styles["tip"]}>
            {shown !== null && (
              <>
                <strong className={styles["title"]}>{shown.about.title}</strong>
                {shown.about.facts !== undefined && <span className={styles["facts"]}>{shown.about.facts.join(" · ")}</span>}
                {shown.about.text !== "" && <span>{shown.about.text}</span>}
              </>
            )}
          </Tooltip.Popup>
        </Tooltip.Positioner>
      </Tooltip.Portal>
    </Tooltip.Root>
  );
}
