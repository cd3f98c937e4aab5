import { useChat } from "@parlance/client/react";
import { ConfirmDialog } from "../design/ConfirmDialog.tsx";
import { Lightbox } from "../files/Lightbox.tsx";
import { ReportDialog } from "../moderation/ReportDialog.tsx";
import { text } from "../text/text.ts";
import type { MessageDialog } from "./dialogs.ts";
import { Versions } from "./Versions.tsx";

interface OpenMessageDialogProps {
  readonly dialog: MessageDialog;
  readonly isOpen: boolean;
  readonly onClose: () => void;
}

export function OpenMessageDialog({ dialog, ...frame }: OpenMessageDialogProps) {
  const chat = useChat();
  switch (dialog.kind) {
    case "picture":
      return <Lightbox file={dialog.file} {...frame} />;
    case "versions":
      return <Versions message={dialog.message} {...frame} />;
    case "report":
      return <ReportDialog messageId={dialog.message.id} {...frame} />;
    case "delete": {
      const { roomId, id } = dialog.message;
      return (
        <ConfirmDialog
          {...frame}
          title={text.conversation.deleteTitle}
          about={text.conversation.deleteHint}
          confirm={text.conversation.deleteNow}
          isDangerous
          onConfirm={() => chat.room(roomId).delete(id)}
        />
      );
    }
  }
}
