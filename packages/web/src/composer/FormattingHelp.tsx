import { CircleHelp } from "lucide-react";
import { IconButton } from "../design/IconButton.tsx";
import { Popover } from "../design/Popover.tsx";
import { text } from "../text/text.ts";
import styles from "./Composer.module.css";

/** What of Markdown works, for those who have a mouse to ask with; a phone has no room for it. */
export function FormattingHelp() {
  return (
    <Popover
      label={text.composer.help}
      side="top"
      align="end"
      trigger={<IconButton className={styles["help"]} label={text.composer.help} icon={<CircleHelp size={18} />} />}
    >
      <div className={styles["note"]}>
        <h2>{text.composer.help}</h2>
        <dl className={styles["marks"]}>
          {text.composer.helpRows.map(([mark, meaning]) => (
            <div key={mark}>
              <dt>
                <code>{mark}</code>
              </dt>
              <dd>{meaning}</dd>
            </div>
          ))}
        </dl>
        <p>{text.composer.helpKeys}</p>
      </div>
    </Popover>
  );
}
