import type { Message } from "@parlance/client";
import { useRoom } from "@parlance/client/react";
import { Pin, PinOff } from "lucide-react";
import { IconButton } from "../design/IconButton.tsx";
import { Notice } from "../design/Notice.tsx";
import { say } from "../design/Toasts.tsx";
import { text } from "../text/text.ts";
import { MessageLink } from "./MessageLink.tsx";
import { PagedList } from "./PagedList.tsx";
import { PanelFrame } from "./PanelFrame.tsx";
import styles from "./PinsPanel.module.css";
import { usePins } from "./use-pins.ts";

/** What is pinned in the room; a press leads to where it was said. */
export function PinsPanel({ roomId }: { readonly roomId: string }) {
  const pins = usePins(roomId);
  const { handle, role, room } = useRoom(roomId);
  const mayUnpin = room?.archivedAt === undefined && (room?.kind === "direct" || role === "owner" || role === "moderator");
  const unpin = ({ id }: Message): void =>
    void handle.pin(id, false).catch((error) => say(text.errors(error), { isError: true }));
  return (
    <PanelFrame title={text.panels.titles.pins} isWide>
      <PagedList
        pages={pins}
        empty={
          <Notice icon={<Pin size={26} />} title={text.panels.pinsEmpty}>
            {text.panels.pinsHint}
          </Notice>
        }
      >
        <ul className={styles["list"]}>
          {pins.items.map((message) => (
            <li key={message.id} className={styles["pin"]}>
              <MessageLink message={message} />
              {mayUnpin && (
                <IconButton
                  className={styles["unpin"]}
                  size="small"
                  label={text.panels.unpin}
                  icon={<PinOff size={16} />}
                  onClick={() => unpin(message)}
                />
              )}
            </li>
          ))}
        </ul>
      </PagedList>
    </PanelFrame>
  );
}
