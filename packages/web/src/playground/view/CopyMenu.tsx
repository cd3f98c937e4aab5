import { Copy } from "lucide-react";
import { IconButton } from "../../design/IconButton.tsx";
import { Menu, MenuItem } from "../../design/Menu.tsx";
import { say } from "../../design/Toasts.tsx";
import { playground as text } from "../../text/playground.ts";
import type { Column } from "../column/column.ts";
import type { FrameEntry } from "../column/entries.ts";
import { scriptOf, type Taken, wscatOf } from "../snippets.ts";
import { copy } from "./copy.ts";
import styles from "./FrameView.module.css";

interface CopyMenuProps {
  readonly entry: FrameEntry;
  readonly column: Column;
}

/** Takes a frame along, to be said from somewhere else. */
export function CopyMenu({ entry, column }: CopyMenuProps) {
  const take = (make: () => string): void => {
    void copy(make()).then((isCopied) => say(isCopied ? text.copied : text.notCopied, { isError: !isCopied }));
  };
  const trigger = (
    <IconButton label={text.copy} size="small" tabIndex={-1} icon={<Copy size={14} />} className={styles["copy"]} />
  );
  return (
    <Menu trigger={trigger}>
      <MenuItem onSelect={() => take(() => entry.text)}>{text.copyJson}</MenuItem>
      {entry.path === undefined && (
        <>
          <MenuItem onSelect={() => take(() => wscatOf(taken(entry, column)))}>{text.copyWscat}</MenuItem>
          <MenuItem onSelect={() => take(() => scriptOf(taken(entry, column)))}>{text.copyScript}</MenuItem>
        </>
      )}
    </Menu>
  );
}

function taken(entry: FrameEntry, { protocol, guest, address }: Column): Taken {
  // A new account cannot be made twice: from elsewhere one comes with its token.
  const greeting = protocol.greet(guest.get()).map((frame) => JSON.stringify(frame));
  const place = { url: address, subprotocols: protocol.subprotocols, greeting };
  return entry.direction === "sent" ? { ...place, frame: entry.text } : place;
}
