import { useChat, useMe } from "@parlance/client/react";
import { useState } from "react";
import { Button } from "../design/Button.tsx";
import { say } from "../design/Toasts.tsx";
import { reasonOf } from "../text/errors.ts";
import { text } from "../text/text.ts";

/** For who came by a link to a room that they are not in. */
export function JoinButton({ roomId }: { readonly roomId: string }) {
  const chat = useChat();
  const me = useMe();
  const [isBusy, setBusy] = useState(false);
  const join = async (): Promise<void> => {
    setBusy(true);
    try {
      const { id } = await chat.join(roomId);
      say(text.rooms.joined(chat.room(id).get().room?.name ?? text.rooms.unnamed));
    } catch (error) {
      say(text.rooms.joinRefused[reasonOf(error)] ?? text.errors(error), { isError: true });
    }
    setBusy(false);
  };
  if (me?.kind !== "account") return null;
  return (
    <Button size="small" variant="primary" isBusy={isBusy} onClick={() => void join()}>
      {text.rooms.join}
    </Button>
  );
}
