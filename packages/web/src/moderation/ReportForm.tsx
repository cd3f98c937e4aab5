import { useChat } from "@parlance/client/react";
import { type FormEvent, useState } from "react";
import { Button } from "../design/Button.tsx";
import { Dialog, DialogActions } from "../design/Dialog.tsx";
import { TextArea } from "../design/Field.tsx";
import { say } from "../design/Toasts.tsx";
import { reasonOf } from "../text/errors.ts";
import { text } from "../text/text.ts";
import type { ReportDialogProps } from "./ReportDialog.tsx";
import { charsLeft, reportChars } from "./text-bounds.ts";

const words = text.moderation;

export function ReportForm(props: ReportDialogProps) {
  const { isOpen, onClose } = props;
  return (
    <Dialog
      isOpen={isOpen}
      onClose={onClose}
      size="small"
      title={"messageId" in props ? words.reportMessage : words.reportUser}
      description={words.reportAbout}
    >
      <Form {...props} />
    </Dialog>
  );
}

/** In the dialog, which forgets it when it is closed: the next report begins empty. */
function Form(props: ReportDialogProps) {
  const chat = useChat();
  const [given, setGiven] = useState("");
  const [error, setError] = useState<string>();
  const [isBusy, setBusy] = useState(false);
  const left = charsLeft(given, reportChars);
  const tooLong = left < 0 ? words.left(left) : undefined;

  const send = async (): Promise<void> => {
    if (given.trim() === "") return setError(words.reportNeedsWords);
    if (left < 0) return;
    setBusy(true);
    try {
      const about = "messageId" in props ? { messageId: props.messageId } : { userId: props.userId };
      await chat.call.reports.create({ ...about, text: given.trim() });
      say(words.reportThanks);
      props.onClose();
    } catch (failure) {
      setError(reasonOf(failure) === "limit_reached" ? words.reportTooMany : text.errors(failure));
      setBusy(false);
    }
  };
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    void send();
  };
  return (
    <form onSubmit={submit} noValidate>
      <TextArea
        label={words.reportWords}
        hint={left < 100 ? words.left(left) : words.reportHint}
        error={tooLong ?? error}
        rows={4}
        value={given}
        onChange={({ target }) => {
          setGiven(target.value);
          setError(undefined);
        }}
      />
      <DialogActions>
        <Button onClick={props.onClose}>{text.common.cancel}</Button>
        <Button type="submit" variant="primary" isBusy={isBusy}>
          {words.reportSend}
        </Button>
      </DialogActions>
    </form>
  );
}
