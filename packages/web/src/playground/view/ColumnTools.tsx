import { Braces, Check, Ellipsis, Pause, Play } from "lucide-react";
import { useState } from "react";
import { Button } from "../../design/Button.tsx";
import { IconButton } from "../../design/IconButton.tsx";
import { Menu, MenuItem, MenuSeparator } from "../../design/Menu.tsx";
import { playground as text } from "../../text/playground.ts";
import type { Column } from "../column/column.ts";
import type { Filter } from "../column/entries.ts";
import styles from "./ColumnTools.module.css";
import { ComposeDialog } from "./ComposeDialog.tsx";
import { useObserved } from "./context.ts";

interface ColumnToolsProps {
  readonly column: Column;
  readonly filter: Filter;
  readonly onFilter: (filter: Filter) => void;
  readonly isHeld: boolean;
  readonly onHold: (isHeld: boolean) => void;
}

const filters: readonly Filter[] = ["noPings", "talk", "all"];

/** What can be done with one column's frames, at its foot. */
export function ColumnTools({ column, filter, onFilter, isHeld, onHold }: ColumnToolsProps) {
  const { name } = column.protocol;
  const isAway = useObserved(column.state).kind === "away";
  const [isComposing, setComposing] = useState(false);
  return (
    <div className={styles["tools"]}>
      <Button
        size="small"
        variant="quiet"
        icon={<Braces size={15} />}
        onClick={() => setComposing(true)}
        className={styles["compose"]}
      >
        {text.tools.compose}
      </Button>
      <IconButton
        size="small"
        label={isHeld ? text.tools.resume : text.tools.pause}
        icon={isHeld ? <Play size={16} /> : <Pause size={16} />}
        isPressed={isHeld}
        onClick={() => onHold(!isHeld)}
      />
      <Menu side="top" trigger={<IconButton size="small" label={text.tools.more(name)} icon={<Ellipsis size={16} />} />}>
        {filters.map((one) => (
          <MenuItem key={one} icon={<Chosen isChosen={one === filter} />} onSelect={() => onFilter(one)}>
            {text.tools.filters[one]}
          </MenuItem>
        ))}
        <MenuSeparator />
        <MenuItem onSelect={() => column.journal.clear()}>{text.tools.clear}</MenuItem>
        {isAway ? (
          <MenuItem onSelect={() => column.connect()}>{text.tools.connect}</MenuItem>
        ) : (
          <MenuItem onSelect={() => column.hangUp()}>{text.tools.hangUp}</MenuItem>
        )}
      </Menu>
      {isComposing && <ComposeDialog column={column} onClose={() => setComposing(false)} />}
    </div>
  );
}

/** As wide when it is not chosen. */
function Chosen({ isChosen }: { readonly isChosen: boolean }) {
  return isChosen ? <Check size={16} aria-label={text.tools.chosen} /> : <span className={styles["blank"]} />;
}
