import type { RoomSummary } from "@parlance/client";
import { useChat } from "@parlance/client/react";
import { Archive, ArchiveRestore, LogOut } from "lucide-react";
import { useState } from "react";
import { Button } from "../design/Button.tsx";
import { ConfirmDialog } from "../design/ConfirmDialog.tsx";
import { say } from "../design/Toasts.tsx";
import { loungeId, mayDo, mayLeave } from "../people/people-rights.ts";
import { text } from "../text/text.ts";
import styles from "./AboutPanel.module.css";
import { LeaveDialog } from "./LeaveDialog.tsx";

const words = text.rooms;

/** What is done at a room's end, or at one's own in it. */
export function ArchiveAndLeave({ entry: { room, role } }: { readonly entry: RoomSummary }) {
  const chat = useChat();
  const [asked, setAsked] = useState<"archive" | "leave">();
  const [mayArchive, mayGo] = [room.id !== loungeId && mayDo(room, role, "archive"), mayLeave(room, role)];
  const close = (): void => setAsked(undefined);
  const setArchived = async (archived: boolean): Promise<void> => {
    await chat.call.rooms.change({ roomId: room.id, archived });
    say(archived ? words.wasArchived : words.wasUnarchived);
  };
  if (!mayArchive && !mayGo) return null;
  return (
    <section className={styles["end"]}>
      {mayArchive && room.archivedAt === undefined && (
        <Button size="small" icon={<Archive size={16} />} onClick={() => setAsked("archive")}>
          {words.archive}
        </Button>
      )}
      {mayArchive && room.archivedAt !== undefined && (
        <Button
          size="small"
          icon={<ArchiveRestore size={16} />}
          onClick={() => void setArchived(false).catch((error: unknown) => say(text.errors(error), { isError: true }))}
        >
          {words.unarchive}
        </Button>
      )}
      {mayGo && (
        <Button size="small" icon={<LogOut size={16} />} className={styles["leave"]} onClick={() => setAsked("leave")}>
          {words.leave}
        </Button>
      )}
      <LeaveDialog room={room} isOpen={asked === "leave"} onClose={close} />
      <ConfirmDialog
        isOpen={asked === "archive"}
        onClose={close}
        title={words.archiveTitle(room.name ?? words.unnamed)}
        about={words.archiveAbout}
        confirm={words.archiveDo}
        onConfirm={() => setArchived(true)}
      />
    </section>
  );
}
