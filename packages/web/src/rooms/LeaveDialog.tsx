import type { RoomInfo } from "@parlance/client";
import { useChat } from "@parlance/client/react";
import { useLocation } from "wouter";
import { placeOf, places } from "../app/places.ts";
import { ConfirmDialog } from "../design/ConfirmDialog.tsx";
import { say } from "../design/Toasts.tsx";
import { text } from "../text/text.ts";

interface LeaveDialogProps {
  readonly room: RoomInfo;
  readonly isOpen: boolean;
  readonly onClose: () => void;
}

/** Asks first: a private room is not joined again, and the last owner has to make another one before. */
export function LeaveDialog({ room, isOpen, onClose }: LeaveDialogProps) {
  const chat = useChat();
  const [path, go] = useLocation();
  const name = room.name ?? text.rooms.unnamed;
  const leave = async (): Promise<void> => {
    await chat.room(room.id).leave();
    say(text.rooms.left(name));
    if (placeOf(path).roomId === room.id) go(places.home, { replace: true });
  };
  return (
    <ConfirmDialog
      isOpen={isOpen}
      onClose={onClose}
      isDangerous
      title={text.rooms.leaveTitle(name)}
      about={room.kind === "public" ? text.rooms.leavePublic : text.rooms.leavePrivate}
      confirm={text.rooms.leaveDo}
      onConfirm={leave}
    />
  );
}
