import { Button } from "../../design/Button.tsx";
import { Menu, MenuItem } from "../../design/Menu.tsx";
import { playground as text } from "../../text/playground.ts";
import { breakages } from "../breakage.ts";
import type { ProtocolName } from "../protocols/protocol.ts";
import styles from "./BreakButtons.module.css";
import { usePlayground } from "./context.ts";

interface BreakButtonsProps {
  readonly names: readonly ProtocolName[];
  readonly label: string;
}

/** Cut, garbage, flood: in one column, or in all of them at once. */
export function BreakButtons({ names, label }: BreakButtonsProps) {
  const playground = usePlayground();
  const each = (deed: (name: ProtocolName) => void) => (): void => {
    for (const name of names) deed(name);
  };
  return (
    <fieldset aria-label={label} className={styles["buttons"]}>
      <Button
        size="small"
        aria-label={text.breaking.drop}
        className={styles["button"]}
        onClick={each((name) => playground.cut(name))}
      >
        {text.breaking.dropShort}
      </Button>
      <Menu
        side="top"
        align="start"
        trigger={
          <Button size="small" aria-label={text.breaking.garbage} className={styles["button"]}>
            {text.breaking.garbageShort}
          </Button>
        }
      >
        {breakages.map((breakage) => (
          <MenuItem key={breakage} onSelect={each((name) => playground.sendBroken(name, breakage))}>
            {text.breaking.how[breakage]}
          </MenuItem>
        ))}
      </Menu>
      <Button size="small" className={styles["button"]} onClick={each((name) => playground.flood(name))}>
        {text.breaking.flood}
      </Button>
    </fieldset>
  );
}
