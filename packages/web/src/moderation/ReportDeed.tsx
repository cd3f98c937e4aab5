import type { Report } from "@parlance/client/contract";
import { useChat } from "@parlance/client/react";
import { useState } from "react";
import { ConfirmDialog } from "../design/ConfirmDialog.tsx";
import { TextArea } from "../design/Field.tsx";
import { say } from "../design/Toasts.tsx";
import { text } from "../text/text.ts";
import { BanDialog } from "./BanDialog.tsx";
import type { Keeping } from "./keeping.ts";
import { reasonChars } from "./text-bounds.ts";

export type Deed = "resolve" | "delete" | "remove" | "ban";

const words = text.moderation;

interface ReportDeedProps {
  readonly deed: Deed;
  readonly report: Report;
  readonly keeping: Keeping;
  readonly isOpen: boolean;
  readonly onClose: () => void;
  readonly onChange: (report: Report | undefined) => void;
}

/** Says what it does, and does it. */
export function ReportDeed({ deed, report, keeping, onChange, ...dialog }: ReportDeedProps) {
  const chat = useChat();
  const { user, message } = report;
  const { roomId } = keeping;
  switch (deed) {
    case "resolve":
      return <Resolve {...dialog} report={report} keeping={keeping} onDone={() => onChange(undefined)} />;
    case "ban":
      return <BanDialog {...dialog} person={user} keeping={keeping} />;
    case "delete":
      return (
        <ConfirmDialog
          {...dialog}
          isDangerous
          title={words.deleteTitle}
          about={words.deleteAbout}
          confirm={words.deleteMessage}
          onConfirm={async () => {
            if (message === undefined) return;
            await keeping.deleteMessage(message.id);
            const { file: _gone, ...rest } = message;
            onChange({ ...report, message: { ...rest, text: "", deletedAt: Date.now() } });
            say(words.deleted);
          }}
        />
      );
    case "remove":
      return (
        <ConfirmDialog
          {...dialog}
          isDangerous
          title={words.removeTitle(user.name)}
          about={words.removeAbout}
          confirm={words.removeAuthor(user.name)}
          onConfirm={async () => {
            if (roomId === undefined) return;
            await chat.call.rooms.remove({ roomId, userId: user.id });
            say(words.removed(user.name));
          }}
        />
      );
  }
}

interface ResolveProps extends Omit<ReportDeedProps, "deed" | "onChange"> {
  readonly onDone: () => void;
}

function Resolve({ report, keeping, onDone, ...dialog }: ResolveProps) {
  const [note, setNote] = useState("");
  return (
    <ConfirmDialog
      {...dialog}
      title={words.resolveTitle}
      about={words.resolveAbout}
      confirm={words.resolve}
      onConfirm={async () => {
        await keeping.resolve(report.id, note.trim() || undefined);
        say(words.resolved);
        onDone();
      }}
    >
      <TextArea
        label={words.resolveNote}
        hint={words.resolveNoteHint}
        rows={2}
        maxLength={reasonChars}
        value={note}
        onChange={({ target }) => setNote(target.value)}
      />
    </ConfirmDialog>
  );
}
