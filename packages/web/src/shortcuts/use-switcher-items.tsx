import { useChat, useMe, useRooms } from "@parlance/client/react";
import { Flag, Keyboard, Monitor, Moon, Pin, Search, Settings, ShieldCheck, Sun, Users } from "lucide-react";
import { type ReactNode, useMemo } from "react";
import { useLocation } from "wouter";
import { usePanel } from "../app/panel.ts";
import { places } from "../app/places.ts";
import { say } from "../design/Toasts.tsx";
import { useIsAdministrator } from "../moderation/administrator.ts";
import { useFound } from "../panels/PersonFilter.tsx";
import { useOpenDirect } from "../people/open-direct.ts";
import { PersonAvatar } from "../people/PersonAvatar.tsx";
import { RoomIcon } from "../rooms/RoomIcon.tsx";
import { useRoomNames } from "../rooms/room-names.ts";
import { settingsDoor } from "../settings/door.ts";
import { preferences } from "../settings/preferences.ts";
import { text } from "../text/text.ts";
import { best } from "./fuzzy.ts";
import { openOverlay } from "./overlays.ts";

const words = text.shortcuts;

export interface SwitcherItem {
  readonly id: string;
  readonly name: string;
  /** Beside the name. */
  readonly also?: string | undefined;
  readonly icon: ReactNode;
  readonly run: () => void;
}

export interface SwitcherGroup {
  readonly name: string;
  readonly items: readonly SwitcherItem[];
}

/** Of each kind. */
const most = 7;

/** Where one can go by these letters. Without any: the rooms of late, and what can be done. */
export function useSwitcherItems(query: string, roomId: string | undefined): readonly SwitcherGroup[] {
  const rooms = useRoomItems(roomId);
  const people = usePeopleItems(query);
  const actions = useActions(roomId);
  return useMemo(() => {
    const groups = [
      { name: words.switcherRooms, items: best(query, rooms, ({ name }) => [name]).slice(0, most) },
      { name: words.switcherPeople, items: people },
      { name: words.switcherActions, items: best(query, actions, ({ name }) => [name]).slice(0, query === "" ? 20 : most) },
    ];
    return groups.filter(({ items }) => items.length > 0);
  }, [query, rooms, people, actions]);
}

/** The one with the latest message first; the one that one is in is no place to go. */
function useRoomItems(roomId: string | undefined): readonly SwitcherItem[] {
  const rooms = useRooms();
  const me = useMe();
  const nameOf = useRoomNames();
  const [, go] = useLocation();
  return useMemo(
    () =>
      rooms
        .filter(({ room }) => room.id !== roomId)
        .map(({ room, unread }) => {
          const other = room.kind === "direct" ? room.pair?.find(({ id }) => id !== me?.id) : undefined;
          return {
            id: `room-${room.id}`,
            name: nameOf(room),
            also: unread > 0 ? text.rooms.unread(unread) : undefined,
            icon: other === undefined ? <RoomIcon room={room} /> : <PersonAvatar person={other} size="small" />,
            run: () => go(places.room(room.id)),
          };
        }),
    [rooms, me, nameOf, go, roomId],
  );
}

/** Those with whom there is a direct room are among the rooms. */
function usePeopleItems(query: string): readonly SwitcherItem[] {
  const found = useFound(query, most);
  const rooms = useChat().rooms;
  const me = useMe();
  const openDirect = useOpenDirect();
  return useMemo(() => {
    if (query.trim() === "") return [];
    const known = new Set(rooms.get().flatMap(({ room }) => room.pair?.map(({ id }) => id) ?? []));
    return found
      .filter(({ id }) => id !== me?.id && !known.has(id))
      .map(({ id, name, displayName }) => ({
        id: `person-${id}`,
        name: displayName ?? name,
        also: displayName === undefined ? undefined : name,
        icon: <PersonAvatar person={{ id, name }} size="small" />,
        run: () => void openDirect(id).catch((error) => say(text.errors(error), { isError: true })),
      }));
  }, [found, query, rooms, me, openDirect]);
}

function useActions(roomId: string | undefined): readonly SwitcherItem[] {
  const { open } = usePanel();
  const isAdministrator = useIsAdministrator();
  const role = useRooms().find(({ room }) => room.id === roomId)?.role;
  const keepsOrder = role === "owner" || role === "moderator" || (roomId === "lounge" && isAdministrator);
  return useMemo(() => {
    const action = (id: string, name: string, [icon, run]: readonly [ReactNode, () => void]): SwitcherItem => {
      return { id, name, icon, run };
    };
    const theme = (chosen: "system" | "light" | "dark") => () => preferences.change({ theme: chosen });
    const inRoom = [
      action("members", words.actionMembers, [<Users key="i" size={16} />, () => open({ kind: "members" })]),
      action("pins", words.actionPins, [<Pin key="i" size={16} />, () => open({ kind: "pins" })]),
    ];
    const keeping = [
      action("moderation", words.actionModeration, [<Flag key="i" size={16} />, () => open({ kind: "moderation" })]),
    ];
    const ofServer = [
      action("administration", words.actionAdministration, [
        <ShieldCheck key="i" size={16} />,
        () => openOverlay("administration"),
      ]),
    ];
    return [
      action("search", words.actionSearch, [<Search key="i" size={16} />, () => open({ kind: "search" })]),
      ...(roomId === undefined ? [] : inRoom),
      ...(keepsOrder ? keeping : []),
      action("settings", words.actionSettings, [<Settings key="i" size={16} />, () => settingsDoor.set("all")]),
      ...(isAdministrator ? ofServer : []),
      action("light", words.actionLight, [<Sun key="i" size={16} />, theme("light")]),
      action("dark", words.actionDark, [<Moon key="i" size={16} />, theme("dark")]),
      action("system", words.actionSystem, [<Monitor key="i" size={16} />, theme("system")]),
      action("help", words.actionHelp, [<Keyboard key="i" size={16} />, () => openOverlay("help")]),
    ];
  }, [open, roomId, keepsOrder, isAdministrator]);
}
