import { useChat } from "@parlance/client/react";
import { ArrowLeft, Hash, Lock } from "lucide-react";
import { type FormEvent, type ReactNode, useState } from "react";
import { useLocation } from "wouter";
import { places } from "../app/places.ts";
import { Button } from "../design/Button.tsx";
import { DialogActions } from "../design/Dialog.tsx";
import { TextArea, TextField } from "../design/Field.tsx";
import { reasonOf } from "../text/errors.ts";
import { text } from "../text/text.ts";
import styles from "./CreateRoom.module.css";
import { isTopicTooLong, nameFault } from "./room-rules.ts";

type Kind = "public" | "private";
const words = text.rooms;

/** A room of one's own, public or private. */
export function CreateRoom({ onBack, onDone }: { readonly onBack: () => void; readonly onDone: () => void }) {
  const [kind, setKind] = useState<Kind>("public");
  const [name, setName] = useState("");
  const [topic, setTopic] = useState("");
  const { create, isBusy, error } = useCreate(onDone);
  const [isTold, setTold] = useState(false);
  const fault = nameFault(name);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    setTold(true);
    if (fault === undefined && !isTopicTooLong(topic)) void create({ kind, name: name.trim(), topic: topic.trim() });
  };
  const nameError = (isTold || fault === "too_long") && fault !== undefined ? words.nameFault[fault] : error;
  return (
    <form onSubmit={submit} noValidate className={styles["form"]}>
      <fieldset className={styles["kinds"]}>
        <legend className={styles["legend"]}>{words.who}</legend>
        <KindChoice kind="public" chosen={kind} onChoose={setKind} icon={<Hash size={18} />} label={words.isPublic} />
        <KindChoice kind="private" chosen={kind} onChoose={setKind} icon={<Lock size={18} />} label={words.isPrivate} />
      </fieldset>
      <TextField
        label={words.name}
        hint={words.nameHint}
        error={nameError}
        required
        value={name}
        onChange={({ target }) => setName(target.value)}
      />
      <TextArea
        label={words.topic}
        hint={words.topicHint}
        error={isTopicTooLong(topic) ? words.topicTooLong : undefined}
        rows={2}
        value={topic}
        onChange={({ target }) => setTopic(target.value)}
      />
      <DialogActions>
        <Button icon={<ArrowLeft size={16} />} onClick={onBack}>
          {words.backToFind}
        </Button>
        <Button type="submit" variant="primary" isBusy={isBusy}>
          {words.createDo}
        </Button>
      </DialogActions>
    </form>
  );
}

function useCreate(onDone: () => void) {
  const chat = useChat();
  const [, go] = useLocation();
  const [isBusy, setBusy] = useState(false);
  const [error, setError] = useState<string>();
  const create = async ({ kind, name, topic }: { readonly kind: Kind; readonly name: string; readonly topic: string }) => {
    setBusy(true);
    setError(undefined);
    try {
      const room = await chat.createRoom({ kind, name, ...(topic !== "" && { topic }) });
      go(places.room(room.id));
      onDone();
    } catch (failure) {
      setBusy(false);
      setError(words.createRefused[reasonOf(failure)] ?? text.errors(failure));
    }
  };
  return { create, isBusy, error };
}

interface KindChoiceProps {
  readonly kind: Kind;
  readonly chosen: Kind;
  readonly onChoose: (kind: Kind) => void;
  readonly icon: ReactNode;
  readonly label: string;
}

function KindChoice({ kind, chosen, onChoose, icon, label }: KindChoiceProps) {
  return (
    <label className={styles["kind"]}>
      <input
        type="radio"
        name="kind"
        value={kind}
        aria-label={label}
        aria-describedby={`about-${kind}`}
        checked={kind === chosen}
        onChange={() => onChoose(kind)}
        className={styles["radio"]}
      />
      <span className={styles["icon"]}>{icon}</span>
      <span>
        <span className={styles["label"]}>{label}</span>
        <span id={`about-${kind}`} className={styles["hint"]}>
          {kind === "public" ? words.isPublicHint : words.isPrivateHint}
        </span>
      </span>
    </label>
  );
}
