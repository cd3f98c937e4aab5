import type { SentMessage } from "@parlance/client";
import { Copy, Flag, Link, Pencil, Pin, PinOff, Trash2 } from "lucide-react";
import { MenuItem, MenuSeparator } from "../design/Menu.tsx";
import { text } from "../text/text.ts";
import { dialogs } from "./dialogs.ts";
import { useIntent } from "./intent.ts";
import { useMessageDeeds } from "./message-deeds.ts";
import type { MessageRights } from "./message-rights.ts";

interface MessageMenuProps {
  readonly message: SentMessage;
  readonly rights: MessageRights;
}

export function MessageMenu({ message, rights }: MessageMenuProps) {
  const { pin, copyText, copyLink } = useMessageDeeds(message);
  const { become } = useIntent();
  const words = text.conversation;
  const isPinned = message.pinnedAt !== undefined;
  return (
    <>
      {rights.mayEdit && (
        <MenuItem icon={<Pencil size={16} />} onSelect={() => become({ kind: "edit", message })}>
          {words.edit}
        </MenuItem>
      )}
      {message.text !== "" && (
        <MenuItem icon={<Copy size={16} />} onSelect={copyText}>
          {words.copyText}
        </MenuItem>
      )}
      <MenuItem icon={<Link size={16} />} onSelect={copyLink}>
        {words.copyLink}
      </MenuItem>
      {rights.mayPin && (
        <MenuItem icon={isPinned ? <PinOff size={16} /> : <Pin size={16} />} onSelect={() => pin(!isPinned)}>
          {isPinned ? words.unpin : words.pin}
        </MenuItem>
      )}
      {(rights.mayReport || rights.mayDelete) && <MenuSeparator />}
      {rights.mayReport && (
        <MenuItem icon={<Flag size={16} />} onSelect={() => dialogs.set({ kind: "report", message })}>
          {words.report}
        </MenuItem>
      )}
      {rights.mayDelete && (
        <MenuItem icon={<Trash2 size={16} />} isDangerous onSelect={() => dialogs.set({ kind: "delete", message })}>
          {words.delete}
        </MenuItem>
      )}
    </>
  );
}
