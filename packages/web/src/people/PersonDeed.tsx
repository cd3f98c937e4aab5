import type { Person } from "@parlance/client";
import { useChat, useMe } from "@parlance/client/react";
import { useState } from "react";
import { ConfirmDialog } from "../design/ConfirmDialog.tsx";
import { TextArea } from "../design/Field.tsx";
import { say } from "../design/Toasts.tsx";
import { ReportDialog } from "../moderation/ReportDialog.tsx";
import { useRoomSummary } from "../rooms/room-summary.ts";
import { text } from "../text/text.ts";
import type { Deed } from "./person-deeds.ts";
import { useProfile } from "./profiles.ts";

interface PersonDeedProps {
  readonly deed: Deed;
  readonly person: Person;
  readonly roomId: string;
  readonly isOpen: boolean;
  readonly onClose: () => void;
}

const words = text.people;

/** Asks, and does it. What the server refuses is told in the dialog. */
export function PersonDeed({ deed, person: given, roomId, isOpen, onClose }: PersonDeedProps) {
  const chat = useChat();
  const me = useMe();
  const kind = useRoomSummary(roomId)?.room.kind;
  const person = { ...given, name: useProfile(given.id)?.displayName ?? given.name };
  const { id: userId, name } = person;
  const dialog = { isOpen, onClose };
  switch (deed.kind) {
    case "report":
      return <ReportDialog {...dialog} userId={userId} />;
    case "ban":
      return <BanDialog {...dialog} person={person} roomId={roomId} />;
    case "remove":
      return (
        <ConfirmDialog
          {...dialog}
          isDangerous
          title={words.removeTitle(name)}
          about={kind === "public" ? words.removePublic : words.removePrivate}
          confirm={words.removeDo}
          onConfirm={async () => {
            await chat.call.rooms.remove({ roomId, userId });
            say(words.removed(name));
          }}
        />
      );
    case "role":
      return (
        <ConfirmDialog
          {...dialog}
          title={words.roleTitle(name, deed.role)}
          about={userId === me?.id ? words.stepDown : words.roleAbout[deed.role]}
          confirm={words.roleDo(deed.role)}
          onConfirm={async () => {
            await chat.call.rooms.setRole({ roomId, userId, role: deed.role });
            say(words.nowHas(name, deed.role));
          }}
        />
      );
  }
}

function BanDialog({ person, roomId, ...dialog }: Omit<PersonDeedProps, "deed">) {
  const chat = useChat();
  const [reason, setReason] = useState("");
  const ban = async (): Promise<void> => {
    await chat.call.rooms.ban({ roomId, userId: person.id, ...(reason.trim() !== "" && { reason: reason.trim() }) });
    say(words.banned(person.name));
  };
  return (
    <ConfirmDialog
      {...dialog}
      isDangerous
      title={words.banTitle(person.name)}
      about={words.banAbout}
      confirm={words.banDo}
      onConfirm={ban}
    >
      <TextArea
        label={words.banReason}
        hint={words.banReasonHint}
        rows={2}
        maxLength={500}
        value={reason}
        onChange={({ target }) => setReason(target.value)}
      />
    </ConfirmDialog>
  );
}
