import { MessageSquarePlus, Plus } from "lucide-react";
import { IconButton } from "../design/IconButton.tsx";
import { text } from "../text/text.ts";
import styles from "./RoomSidebar.module.css";

interface SidebarHeadProps {
  readonly onFind: () => void;
  readonly onDirect: () => void;
}

/** Which server it is, and the ways to more rooms. */
export function SidebarHead({ onFind, onDirect }: SidebarHeadProps) {
  return (
    <header className={styles["head"]}>
      <div className={styles["server"]}>
        <p className={styles["app"]}>{text.common.appName}</p>
        <p className={styles["host"]}>{location.host}</p>
      </div>
      <IconButton label={text.rooms.newMessage} icon={<MessageSquarePlus size={18} />} tipSide="bottom" onClick={onDirect} />
      <IconButton label={text.rooms.findOrCreate} icon={<Plus size={18} />} tipSide="bottom" onClick={onFind} />
    </header>
  );
}
