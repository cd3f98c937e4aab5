import { MessagesSquare } from "lucide-react";
import { Notice } from "../design/Notice.tsx";
import { text } from "../text/text.ts";

export function NoRoom() {
  return (
    <Notice icon={<MessagesSquare size={26} />} title={text.conversation.choose}>
      {text.conversation.chooseHint}
    </Notice>
  );
}
