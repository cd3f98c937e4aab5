import { useChat } from "@parlance/client/react";
import { type ReactNode, useState } from "react";
import { unsentOf } from "../connection/outbox.ts";
import { Button } from "../design/Button.tsx";
import { Dialog, DialogActions } from "../design/Dialog.tsx";
import { text } from "../text/text.ts";
import { signOut } from "./chat-session.ts";
import { door } from "./door.ts";

/** `to_account`: a guest goes to make an account, and what is the guest's ends with that. */
export type Leaving = "sign_out" | "to_account";

/** Ways out; where something unsent would be lost it is asked about before. */
export function useLeaving(whenGoing: () => void = () => undefined): {
  readonly leave: (leaving: Leaving) => void;
  readonly dialog: ReactNode;
} {
  const chat = useChat();
  const [asked, ask] = useState<{ readonly leaving: Leaving; readonly count: number }>();
  const go = (leaving: Leaving): void => {
    whenGoing();
    if (leaving === "sign_out") void signOut(chat);
    else door.set("create");
  };
  const leave = (leaving: Leaving): void => {
    const count = unsentOf(chat)?.get().length ?? 0;
    if (count === 0) go(leaving);
    else ask({ leaving, count });
  };
  const close = (): void => ask(undefined);
  const dialog = (
    <Dialog
      size="small"
      isOpen={asked !== undefined}
      onClose={close}
      title={text.entry.unsentTitle}
      description={text.entry.unsent(asked?.count ?? 0)}
    >
      <DialogActions>
        <Button onClick={close}>{text.entry.stay}</Button>
        <Button
          variant="danger"
          onClick={() => {
            close();
            if (asked !== undefined) go(asked.leaving);
          }}
        >
          {text.entry.signOutAnyway}
        </Button>
      </DialogActions>
    </Dialog>
  );
  return { leave, dialog };
}
