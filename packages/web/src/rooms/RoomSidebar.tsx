import type { RoomSummary } from "@parlance/client";
import { useRooms } from "@parlance/client/react";
import { lazy, type MouseEvent, useCallback, useEffect, useMemo, useState } from "react";
import type { MenuAnchor } from "../design/AnchoredMenu.tsx";
import { classes } from "../design/classes.ts";
import { LazyPart } from "../design/LazyPart.tsx";
import { useLazyDialog } from "../design/lazy-dialog.ts";
import { useIsPhone } from "../design/use-is-phone.ts";
import type { Session } from "../session/session.ts";
import { MeMenu } from "../settings/MeMenu.tsx";
import { openOverlay } from "../shortcuts/overlays.ts";
import { text } from "../text/text.ts";
import { useHomeRoom } from "./home-room.ts";
import { MyRooms } from "./MyRooms.tsx";
import styles from "./RoomSidebar.module.css";
import { SidebarHead } from "./SidebarHead.tsx";

interface RoomSidebarProps {
  readonly session: Session;
  readonly roomId: string | undefined;
  readonly className: string | undefined;
}

const parts = {
  menu: () => import("./ListMenu.tsx").then(({ ListMenu: part }) => ({ default: part })),
  find: () => import("./FindRoomDialog.tsx").then(({ FindRoomDialog: part }) => ({ default: part })),
  direct: () => import("./NewDirectDialog.tsx").then(({ NewDirectDialog: part }) => ({ default: part })),
};
const [ListMenu, FindRoomDialog, NewDirectDialog] = [lazy(parts.menu), lazy(parts.find), lazy(parts.direct)];

/** When the page has had time for what is seen first: what is pressed later is then there without a connection, too. */
const partsAfterMs = 3_000;

function useParts(): void {
  useEffect(() => {
    const fetchAll = (): void => {
      for (const part of Object.values<() => Promise<unknown>>(parts)) part().catch(() => undefined);
    };
    const timer = setTimeout(fetchAll, partsAfterMs);
    return () => clearTimeout(timer);
  }, []);
}

export function RoomSidebar({ session, roomId, className }: RoomSidebarProps) {
  const rooms = useRooms();
  const [find, direct] = [useLazyDialog(), useLazyDialog()];
  const menu = useListMenu(rooms);
  useHomeRoom(rooms, roomId);
  useParts();
  const isPhone = useIsPhone();
  // On a phone it is all that is to be seen.
  const isPage = isPhone && roomId === undefined;
  return (
    // Not another element: the list keeps its place when one comes back to it.
    <section role={isPage ? "main" : undefined} aria-label={text.rooms.sidebar} className={classes(styles["sidebar"], className)}>
      <SidebarHead isPage={isPage} onFind={find.open} onDirect={direct.open} />
      <MyRooms rooms={rooms} roomId={roomId} onMenu={menu.open} onFind={find.open} />
      <div className={styles["me"]}>
        <MeMenu session={session} onShortcuts={() => openOverlay("help")} />
      </div>
      <LazyPart>
        {menu.asked !== undefined && <ListMenu {...menu.asked} isOpen={menu.isOpen} onClose={menu.close} />}
        {find.isMade && <FindRoomDialog isOpen={find.isOpen} onClose={find.close} />}
        {direct.isMade && <NewDirectDialog isOpen={direct.isOpen} onClose={direct.close} />}
      </LazyPart>
    </section>
  );
}

/** For which room the menu is, and where. It stays when it is closed, so that what it asks goes on. */
function useListMenu(rooms: readonly RoomSummary[]) {
  const [asked, setAsked] = useState<{ readonly roomId: string; readonly anchor: MenuAnchor }>();
  const [isOpen, setOpen] = useState(false);
  const open = useCallback(({ room }: RoomSummary, event: MouseEvent<HTMLElement>) => {
    event.preventDefault();
    const { currentTarget: element, type, clientX: x, clientY: y } = event;
    // From the keyboard there is no place; the row is one.
    const isAtPoint = type === "contextmenu" && x + y > 0;
    setAsked({ roomId: room.id, anchor: { element: focusableIn(element), ...(isAtPoint && { point: { x, y } }) } });
    setOpen(true);
  }, []);
  const close = useCallback(() => setOpen(false), []);
  const entry = useMemo(() => rooms.find(({ room }) => room.id === asked?.roomId), [rooms, asked]);
  return { asked: asked && entry && { entry, anchor: asked.anchor }, isOpen, open, close };
}

const focusableIn = (element: HTMLElement): HTMLElement => element.querySelector<HTMLElement>("[data-room]") ?? element;
