import type { RoomInfo } from "@parlance/client";
import { useChat } from "@parlance/client/react";
import { type FormEvent, useState } from "react";
import { Button } from "../design/Button.tsx";
import { DialogActions } from "../design/Dialog.tsx";
import { TextArea, TextField } from "../design/Field.tsx";
import { say } from "../design/Toasts.tsx";
import { reasonOf } from "../text/errors.ts";
import { text } from "../text/text.ts";
import { isTopicTooLong, nameFault } from "./room-rules.ts";

interface EditRoomProps {
  readonly room: RoomInfo;
  readonly mayRename: boolean;
  readonly onDone: () => void;
}

const words = text.rooms;

/** Another name or topic. Only what was changed is sent: what somebody else changed meanwhile stays. */
export function EditRoom({ room, mayRename, onDone }: EditRoomProps) {
  const chat = useChat();
  const [name, setName] = useState(room.name ?? "");
  const [topic, setTopic] = useState(room.topic ?? "");
  const [isBusy, setBusy] = useState(false);
  const [error, setError] = useState<string>();
  const fault = nameFault(name);
  const save = async (): Promise<void> => {
    setBusy(true);
    try {
      const change = {
        ...(name.trim() !== room.name && { name: name.trim() }),
        ...(topic.trim() !== (room.topic ?? "") && { topic: topic.trim() }),
      };
      await chat.call.rooms.change({ roomId: room.id, ...change });
      say(words.saved);
      onDone();
    } catch (failure) {
      setBusy(false);
      setError(words.createRefused[reasonOf(failure) === "name_invalid" ? "name_invalid" : ""] ?? text.errors(failure));
    }
  };
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if ((!mayRename || fault === undefined) && !isTopicTooLong(topic)) void save();
  };
  return (
    <form onSubmit={submit} noValidate>
      {mayRename && (
        <TextField
          label={words.name}
          error={fault === undefined ? error : words.nameFault[fault]}
          value={name}
          onChange={({ target }) => setName(target.value)}
        />
      )}
      <TextArea
        label={words.topic}
        rows={4}
        error={isTopicTooLong(topic) ? words.topicTooLong : mayRename ? undefined : error}
        value={topic}
        onChange={({ target }) => setTopic(target.value)}
      />
      <DialogActions>
        <Button size="small" onClick={onDone}>
          {text.common.cancel}
        </Button>
        <Button size="small" type="submit" variant="primary" isBusy={isBusy}>
          {text.common.save}
        </Button>
      </DialogActions>
    </form>
  );
}
