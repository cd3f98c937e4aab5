import type { RoomSummary } from "@parlance/client";
import { Bell, BellOff, CheckCheck, Info, LogOut } from "lucide-react";
import { useLocation } from "wouter";
import { panelText } from "../app/panel-address.ts";
import { places } from "../app/places.ts";
import { AnchoredMenu, type MenuAnchor } from "../design/AnchoredMenu.tsx";
import { MenuItem, MenuSeparator } from "../design/Menu.tsx";
import { mayLeave } from "../people/people-rights.ts";
import { text } from "../text/text.ts";
import { isMuted, muteChoices } from "./mutes.ts";
import { useRoomDeeds } from "./room-deeds.ts";
import { useRoomNames } from "./room-names.ts";

interface RoomMenuProps {
  readonly entry: RoomSummary;
  readonly anchor: MenuAnchor;
  readonly isOpen: boolean;
  readonly onClose: () => void;
  readonly onLeave: () => void;
}

const words = text.rooms;

/** What can be done to a room of the list. */
export function RoomMenu({ entry, anchor, isOpen, onClose, onLeave }: RoomMenuProps) {
  const nameOf = useRoomNames();
  const [, go] = useLocation();
  const { room, role, unread } = entry;
  return (
    <AnchoredMenu anchor={anchor} isOpen={isOpen} onClose={onClose} label={words.optionsOf(nameOf(room))}>
      <MuteItems entry={entry} isRead={unread === 0} />
      <MenuSeparator />
      <MenuItem icon={<Info size={16} />} onSelect={() => go(`${places.room(room.id)}?panel=${panelText({ kind: "about" })}`)}>
        {room.kind === "direct" ? words.aboutDirect : words.settings}
      </MenuItem>
      {mayLeave(room, role) && (
        <MenuItem isDangerous icon={<LogOut size={16} />} onSelect={onLeave}>
          {words.leave}
        </MenuItem>
      )}
    </AnchoredMenu>
  );
}

function MuteItems({ entry, isRead }: { readonly entry: RoomSummary; readonly isRead: boolean }) {
  const { markRead, mute, unmute } = useRoomDeeds(entry.room);
  return (
    <>
      <MenuItem icon={<CheckCheck size={16} />} isDisabled={isRead} onSelect={markRead}>
        {words.markRead}
      </MenuItem>
      <MenuSeparator />
      {isMuted(entry, Date.now()) ? (
        <MenuItem icon={<Bell size={16} />} onSelect={unmute}>
          {words.unmute}
        </MenuItem>
      ) : (
        muteChoices.map((choice) => (
          <MenuItem key={choice} icon={<BellOff size={16} />} onSelect={() => mute(choice)}>
            {words.muteFor[choice]}
          </MenuItem>
        ))
      )}
    </>
  );
}
