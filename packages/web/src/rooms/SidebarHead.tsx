import { MessageSquarePlus, Plus } from "lucide-react";
import { IconButton } from "../design/IconButton.tsx";
import { text } from "../text/text.ts";
import styles from "./RoomSidebar.module.css";

interface SidebarHeadProps {
  /** It is the page, and this its title. */
  readonly isPage: boolean;
  readonly onFind: () => void;
  readonly onDirect: () => void;
}

/** Which server it is, and the ways to more rooms. */
export function SidebarHead({ isPage, onFind, onDirect }: SidebarHeadProps) {
  const Title = isPage ? "h1" : "p";
  return (
    <div className={styles["head"]}>
      <div className={styles["server"]}>
        <Title className={styles["app"]}>{text.common.appName}</Title>
        <p className={styles["host"]}>{location.host}</p>
      </div>
      <IconButton label={text.rooms.newMessage} icon={<MessageSquarePlus size={18} />} tipSide="bottom" onClick={onDirect} />
      <IconButton label={text.rooms.findOrCreate} icon={<Plus size={18} />} tipSide="bottom" onClick={onFind} />
    </div>
  );
}
