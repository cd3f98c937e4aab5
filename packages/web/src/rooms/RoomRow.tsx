import type { RoomSummary } from "@parlance/client";
import { useMe } from "@parlance/client/react";
import { BellOff, Ellipsis, PencilLine } from "lucide-react";
import { type MouseEvent, memo } from "react";
import { Link } from "wouter";
import { places } from "../app/places.ts";
import { CountBadge } from "../design/CountBadge.tsx";
import { classes } from "../design/classes.ts";
import { ForReaders } from "../design/ForReaders.tsx";
import { PersonAvatar } from "../people/PersonAvatar.tsx";
import { presenceOf, presenceWords, type Status } from "../people/presence-words.ts";
import { text } from "../text/text.ts";
import { RoomIcon } from "./RoomIcon.tsx";
import styles from "./RoomRow.module.css";
import { otherOf } from "./room-name.ts";
import { useRoomNames } from "./room-names.ts";

interface RoomRowProps {
  readonly entry: RoomSummary;
  readonly isCurrent: boolean;
  readonly isMuted: boolean;
  readonly hasDraft: boolean;
  /** How the other one of a direct room is. */
  readonly status: Status | undefined;
  /** Only one row of the list is reached with Tab; the others with the arrows. */
  readonly isReached: boolean;
  readonly onMenu: (entry: RoomSummary, event: MouseEvent<HTMLElement>) => void;
}

const words = text.rooms;

export const RoomRow = memo(function RoomRow({ entry, isCurrent, isMuted, hasDraft, status, isReached, onMenu }: RoomRowProps) {
  const { room, unread, mentions } = entry;
  const name = useRoomNames()(room);
  const tabIndex = isReached ? 0 : -1;
  const calls = unread > 0 && !isMuted;
  const look = [
    styles["row"],
    isCurrent && styles["current"],
    calls && styles["unread"],
    (isMuted || room.archivedAt !== undefined) && styles["dim"],
  ];
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the same menu opens from the button in it
    <div className={classes(...look)} onContextMenu={(event) => onMenu(entry, event)}>
      <Link
        href={places.room(room.id)}
        aria-current={isCurrent ? "page" : undefined}
        tabIndex={tabIndex}
        data-room={room.id}
        className={styles["link"] ?? ""}
      >
        <span className={styles["icon"]}>
          {room.kind === "direct" ? <Other entry={entry} status={status} /> : <RoomIcon room={room} />}
        </span>
        <span className={styles["name"]}>{name}</span>
        {hasDraft && !isCurrent && <Mark icon={<PencilLine size={14} />} label={words.draft} />}
        {isMuted && <Mark icon={<BellOff size={14} />} label={words.muted} />}
        {room.archivedAt !== undefined && <ForReaders>{words.archived}</ForReaders>}
        {calls && (
          <CountBadge count={unread} label={mentions > 0 ? words.mentions(unread) : words.unread(unread)} isLoud={mentions > 0} />
        )}
      </Link>
      <button
        type="button"
        tabIndex={tabIndex}
        aria-label={words.optionsOf(name)}
        aria-haspopup="menu"
        className={styles["more"]}
        onClick={(event) => onMenu(entry, event)}
      >
        <Ellipsis size={16} />
      </button>
    </div>
  );
});

function Mark({ icon, label }: { readonly icon: React.ReactNode; readonly label: string }) {
  return (
    <span className={styles["mark"]} title={label}>
      {icon}
      <ForReaders>{label}</ForReaders>
    </span>
  );
}

/** Whom the direct room is with, and whether they are there. */
function Other({ entry, status }: Pick<RoomRowProps, "entry" | "status">) {
  const me = useMe();
  const other = otherOf(entry.room, me?.id);
  if (other === undefined) return <RoomIcon room={entry.room} />;
  const presence = presenceOf(status);
  const isThere = presence !== undefined && presence !== "offline";
  return (
    <>
      <PersonAvatar person={other} size="small" presence={isThere ? presence : undefined} />
      {isThere && <ForReaders>{presenceWords(status, 0)}</ForReaders>}
    </>
  );
}
