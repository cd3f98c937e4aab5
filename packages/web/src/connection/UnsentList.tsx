import { useChat } from "@parlance/client/react";
import { ChevronDown, RotateCcw, Trash2 } from "lucide-react";
import { useState } from "react";
import { Link } from "wouter";
import { places } from "../app/places.ts";
import { Button } from "../design/Button.tsx";
import { IconButton } from "../design/IconButton.tsx";
import { Popover } from "../design/Popover.tsx";
import { useRoomNames } from "../rooms/room-names.ts";
import { text } from "../text/text.ts";
import type { Unsent } from "./outbox.ts";
import styles from "./UnsentList.module.css";

interface UnsentListProps {
  readonly unsent: readonly Unsent[];
  readonly waiting: number;
  readonly failed: number;
}

/** How much waits, and, when pressed, what: of all rooms. */
export function UnsentList({ unsent, waiting, failed }: UnsentListProps) {
  const [isOpen, open] = useState(false);
  const words = text.connection;
  const counts = [...(failed > 0 ? [words.failed(failed)] : []), ...(waiting > 0 ? [words.waiting(waiting)] : [])];
  return (
    <Popover
      label={words.unsent}
      align="end"
      isOpen={isOpen}
      onOpenChange={open}
      trigger={
        <Button size="small">
          <span className={styles["trigger"]}>
            {counts.join(", ")}
            <ChevronDown size={16} aria-hidden="true" />
          </span>
        </Button>
      }
    >
      <ul aria-label={words.unsent} className={styles["list"]}>
        {unsent.map((one) => (
          <Row key={one.key} unsent={one} close={() => open(false)} />
        ))}
      </ul>
    </Popover>
  );
}

function Row({ unsent, close }: { readonly unsent: Unsent; readonly close: () => void }) {
  const chat = useChat();
  const nameOf = useRoomNames();
  const room = chat.room(unsent.roomId);
  const { room: about } = room.get();
  const name = about === undefined ? text.rooms.unnamed : nameOf(about);
  const words = text.connection;
  return (
    <li className={styles["row"]}>
      <div className={styles["what"]}>
        <Link href={places.room(unsent.roomId)} onClick={close} aria-label={words.goThere(name)} className={styles["room"] ?? ""}>
          {name}
        </Link>
        <p className={styles["text"]}>{unsent.text || unsent.file?.name || words.fileOnly}</p>
      </div>
      {unsent.failed !== undefined && (
        <IconButton size="small" label={words.retry} icon={<RotateCcw size={16} />} onClick={() => void room.retry(unsent.key)} />
      )}
      <IconButton size="small" label={words.discard} icon={<Trash2 size={16} />} onClick={() => void room.discard(unsent.key)} />
    </li>
  );
}
