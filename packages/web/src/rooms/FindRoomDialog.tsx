import { useMe } from "@parlance/client/react";
import { useState } from "react";
import { Dialog } from "../design/Dialog.tsx";
import { text } from "../text/text.ts";
import { CreateRoom } from "./CreateRoom.tsx";
import { FindRoom } from "./FindRoom.tsx";
import { GuestNotice } from "./GuestNotice.tsx";

interface FindRoomDialogProps {
  readonly isOpen: boolean;
  readonly onClose: () => void;
}

/** Public rooms to join, or a new one. */
export function FindRoomDialog({ isOpen, onClose }: FindRoomDialogProps) {
  const isGuest = useMe()?.kind !== "account";
  const [isCreating, setCreating] = useState(false);
  if (!isOpen && isCreating) setCreating(false);
  const { find, findAbout, create, createAbout } = text.rooms;
  return (
    <Dialog
      isOpen={isOpen}
      onClose={onClose}
      title={isCreating ? create : find}
      description={isCreating ? createAbout : findAbout}
    >
      {isCreating ? (
        <CreateRoom onBack={() => setCreating(false)} onDone={onClose} />
      ) : (
        <>
          {isGuest && <GuestNotice />}
          <FindRoom isGuest={isGuest} onCreate={() => setCreating(true)} onDone={onClose} />
        </>
      )}
    </Dialog>
  );
}
