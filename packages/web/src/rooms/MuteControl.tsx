import type { RoomSummary } from "@parlance/client";
import { Bell, BellOff } from "lucide-react";
import { useMemo } from "react";
import { Button } from "../design/Button.tsx";
import { Menu, MenuItem } from "../design/Menu.tsx";
import { text } from "../text/text.ts";
import styles from "./AboutPanel.module.css";
import { useMuteTime } from "./mute-time.ts";
import { isMuted, muteChoices } from "./mutes.ts";
import { useRoomDeeds } from "./room-deeds.ts";

const words = text.rooms;

/** Whether the room may call, and until when it may not. */
export function MuteControl({ entry }: { readonly entry: RoomSummary }) {
  const { mute, unmute } = useRoomDeeds(entry.room);
  const now = useMuteTime(useMemo(() => [entry], [entry]));
  const { mutedUntil } = entry;
  if (mutedUntil !== undefined && isMuted(entry, now)) {
    return (
      <div className={styles["copied"]}>
        <p>{words.mutedUntil(mutedUntil)}</p>
        <Button size="small" icon={<Bell size={16} />} onClick={unmute}>
          {words.unmute}
        </Button>
      </div>
    );
  }
  return (
    <Menu
      align="start"
      trigger={
        <Button size="small" icon={<BellOff size={16} />}>
          {words.mute}
        </Button>
      }
    >
      {muteChoices.map((choice) => (
        <MenuItem key={choice} onSelect={() => mute(choice)}>
          {words.muteFor[choice]}
        </MenuItem>
      ))}
    </Menu>
  );
}
