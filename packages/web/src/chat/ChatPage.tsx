import { useEffect, useMemo, useRef } from "react";
import { useLocation } from "wouter";
import { usePanel } from "../app/panel.ts";
import { placeOf } from "../app/places.ts";
import { ConnectionBar } from "../connection/ConnectionBar.tsx";
import { classes } from "../design/classes.ts";
import { SidePanel } from "../panels/SidePanel.tsx";
import { RoomSidebar } from "../rooms/RoomSidebar.tsx";
import type { Session } from "../session/session.ts";
import { Shortcuts } from "../shortcuts/Shortcuts.tsx";
import styles from "./ChatPage.module.css";
import { NoRoom } from "./NoRoom.tsx";
import { RoomView } from "./RoomView.tsx";

interface ChatPageProps {
  readonly session: Session;
}

/** The whole of the chat: rooms at the left, the conversation, and beside it what was opened. A phone shows one of them at a time. */
export function ChatPage({ session }: ChatPageProps) {
  const [path] = useLocation();
  const { roomId, messageId } = useMemo(() => placeOf(path), [path]);
  const { panel: asked } = usePanel();
  // All but the search are of a room.
  const panel = roomId !== undefined || asked?.kind === "search" ? asked : undefined;
  const main = useFocusOnChange(roomId);
  return (
    <div
      className={classes(styles["page"], roomId !== undefined && styles["inRoom"], panel !== undefined && styles["withPanel"])}
    >
      <div className={styles["bar"]}>
        <ConnectionBar />
      </div>
      <RoomSidebar session={session} roomId={roomId} className={styles["sidebar"]} />
      <main ref={main} tabIndex={-1} className={styles["main"]}>
        {roomId === undefined ? <NoRoom /> : <RoomView key={roomId} roomId={roomId} messageId={messageId} />}
      </main>
      {panel !== undefined && (
        <SidePanel
          key={panel.kind === "search" ? panel.kind : roomId}
          roomId={roomId}
          panel={panel}
          className={styles["panel"]}
        />
      )}
      <Shortcuts roomId={roomId} />
    </div>
  );
}

/** Who went to another room by the keyboard goes on from there: the focus is in the conversation, unless it found a place of its own. */
function useFocusOnChange(roomId: string | undefined) {
  const main = useRef<HTMLElement>(null);
  const before = useRef(roomId);
  useEffect(() => {
    if (before.current === roomId) return;
    before.current = roomId;
    if (main.current?.contains(document.activeElement) === false) main.current.focus({ preventScroll: true });
  }, [roomId]);
  return main;
}
