import { useTyping } from "@parlance/client/react";
import { classes } from "../design/classes.ts";
import { ForReaders } from "../design/ForReaders.tsx";
import { useBlocked } from "../people/blocked.ts";
import { text } from "../text/text.ts";
import styles from "./StatusLine.module.css";

interface StatusLineProps {
  readonly id: string;
  readonly roomId: string;
  readonly isThread: boolean;
  /** Characters, where that is of interest. */
  readonly left: number | undefined;
}

/** Below the field, always as high: who is writing, and how much may be written. */
export function StatusLine({ id, roomId, isThread, left }: StatusLineProps) {
  const isOver = left !== undefined && left < 0;
  return (
    <div className={styles["line"]}>
      {/* Not read out as it changes: somebody is always writing. */}
      <span className={styles["typing"]}>{!isThread && <Typing roomId={roomId} />}</span>
      <span id={id} className={classes(styles["left"], isOver && styles["over"])}>
        {left !== undefined && (isOver ? text.composer.over(-left) : text.composer.left(left))}
      </span>
      <ForReaders>
        <span role="status">{isOver && text.composer.tooLong}</span>
      </ForReaders>
    </div>
  );
}

function Typing({ roomId }: { readonly roomId: string }) {
  const blocked = useBlocked();
  const names = useTyping(roomId)
    .filter(({ id }) => !blocked.has(id))
    .map(({ name }) => name);
  if (names.length === 0) return null;
  return (
    <>
      <span aria-hidden="true" className={styles["dots"]}>
        <i />
        <i />
        <i />
      </span>
      {text.composer.typing(names)}
    </>
  );
}
