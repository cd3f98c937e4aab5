import { useMe, useRooms } from "@parlance/client/react";
import { Link } from "wouter";
import { places } from "../app/places.ts";
import { CountBadge } from "../design/CountBadge.tsx";
import { classes } from "../design/classes.ts";
import type { Session } from "../session/session.ts";
import { MeMenu } from "../settings/MeMenu.tsx";
import { text } from "../text/text.ts";
import styles from "./RoomSidebar.module.css";
import { roomName } from "./room-name.ts";

interface RoomSidebarProps {
  readonly session: Session;
  readonly roomId: string | undefined;
  readonly className: string | undefined;
}

export function RoomSidebar({ session, roomId, className }: RoomSidebarProps) {
  const me = useMe();
  const rooms = useRooms();
  return (
    <div className={classes(styles["sidebar"], className)}>
      <nav aria-label={text.rooms.label} className={styles["rooms"]}>
        <ul>
          {rooms.map(({ room, unread, mentions }) => (
            <li key={room.id}>
              <Link
                href={places.room(room.id)}
                aria-current={room.id === roomId ? "page" : undefined}
                className={styles["room"] ?? ""}
              >
                <span className={styles["name"]}>{roomName(room, me?.id)}</span>
                <CountBadge count={unread} label={text.rooms.unread(unread)} isLoud={mentions > 0} />
              </Link>
            </li>
          ))}
        </ul>
      </nav>
      <footer className={styles["me"]}>
        <MeMenu session={session} />
      </footer>
    </div>
  );
}
