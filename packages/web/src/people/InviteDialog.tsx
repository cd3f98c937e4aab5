import { useChat } from "@parlance/client/react";
import { useState } from "react";
import { Dialog } from "../design/Dialog.tsx";
import { say } from "../design/Toasts.tsx";
import { useRoomSummary } from "../rooms/room-summary.ts";
import { reasonOf } from "../text/errors.ts";
import { text } from "../text/text.ts";
import { useMembers } from "./members.ts";
import { PeoplePicker } from "./PeoplePicker.tsx";
import type { Profile } from "./profiles.ts";

interface InviteDialogProps {
  readonly roomId: string;
  readonly isOpen: boolean;
  readonly onClose: () => void;
}

const words = text.people;

/** Makes people members. It stays open: there may be more of them. */
export function InviteDialog({ roomId, isOpen, onClose }: InviteDialogProps) {
  const name = useRoomSummary(roomId)?.room.name ?? "";
  return (
    <Dialog isOpen={isOpen} onClose={onClose} title={words.inviteTitle(name)} description={words.inviteAbout}>
      <Picker roomId={roomId} />
    </Dialog>
  );
}

function Picker({ roomId }: { readonly roomId: string }) {
  const chat = useChat();
  const { members } = useMembers(roomId);
  const [isBusy, setBusy] = useState(false);
  const invite = async ({ id: userId, name, displayName = name }: Profile): Promise<void> => {
    setBusy(true);
    try {
      await chat.call.rooms.invite({ roomId, userId });
      say(words.invited(displayName));
    } catch (error) {
      say(words.inviteRefused[reasonOf(error)] ?? text.errors(error), { isError: true });
    }
    setBusy(false);
  };
  return (
    <PeoplePicker
      isBusy={isBusy}
      onPick={(person) => void invite(person)}
      takenAs={({ id }) => (members?.has(id) === true ? words.inRoom : undefined)}
    />
  );
}
