import { useMe, useRoom } from "@parlance/client/react";
import { ArrowLeft, Users } from "lucide-react";
import { useLocation } from "wouter";
import { usePanel } from "../app/panel.ts";
import { places } from "../app/places.ts";
import { IconButton } from "../design/IconButton.tsx";
import { text } from "../text/text.ts";
import styles from "./RoomHeader.module.css";
import { roomName } from "./room-name.ts";

export function RoomHeader({ roomId }: { readonly roomId: string }) {
  const { room } = useRoom(roomId);
  const me = useMe();
  const [, go] = useLocation();
  const { panel, open, close } = usePanel();
  return (
    <header className={styles["header"]}>
      <IconButton
        className={styles["back"]}
        label={text.rooms.back}
        icon={<ArrowLeft size={18} />}
        onClick={() => go(places.home)}
      />
      <div className={styles["about"]}>
        <h1 className={styles["name"]}>{room && roomName(room, me?.id)}</h1>
        {room?.topic !== undefined && <p className={styles["topic"]}>{room.topic}</p>}
      </div>
      <IconButton
        label="Members"
        icon={<Users size={18} />}
        isPressed={panel?.kind === "members"}
        onClick={() => (panel?.kind === "members" ? close() : open({ kind: "members" }))}
      />
    </header>
  );
}
