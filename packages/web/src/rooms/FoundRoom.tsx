import type { RoomInfo } from "@parlance/client";
import { Button } from "../design/Button.tsx";
import { loungeId } from "../people/people-rights.ts";
import { text } from "../text/text.ts";
import styles from "./FindRoom.module.css";
import { RoomIcon } from "./RoomIcon.tsx";
import { useRoomSummary } from "./room-summary.ts";

interface FoundRoomProps {
  readonly room: RoomInfo;
  readonly isGuest: boolean;
  /** The room that is being joined. */
  readonly busy: string | undefined;
  readonly onEnter: (room: RoomInfo) => void;
}

export function FoundRoom({ room, isGuest, busy, onEnter }: FoundRoomProps) {
  const isIn = useRoomSummary(room.id) !== undefined;
  const name = room.name ?? text.rooms.unnamed;
  return (
    <div className={styles["room"]}>
      <span className={styles["icon"]}>
        <RoomIcon room={room} size={18} />
      </span>
      <div className={styles["about"]}>
        <p className={styles["name"]}>{name}</p>
        <p className={styles["topic"]}>{room.topic ?? (room.id === loungeId ? text.rooms.lounge : text.rooms.noTopic)}</p>
      </div>
      <Button
        size="small"
        aria-label={isIn ? text.rooms.openNamed(name) : text.rooms.joinNamed(name)}
        isBusy={busy === room.id}
        disabled={!isIn && isGuest}
        onClick={() => onEnter(room)}
      >
        {isIn ? text.rooms.open : text.rooms.join}
      </Button>
    </div>
  );
}
