import { useRef, useState } from "react";
import { Button } from "../design/Button.tsx";
import { TextField } from "../design/Field.tsx";
import { text } from "../text/text.ts";
import styles from "./Entry.module.css";
import { type EntryErrors, guestRefused } from "./entry-errors.ts";
import { knock, newSecret } from "./guest-door.ts";
import { sessionStore } from "./session-store.ts";

/** A name is all it takes. */
export function GuestForm({ name, onName }: { readonly name: string; readonly onName: (name: string) => void }) {
  const [errors, setErrors] = useState<EntryErrors>({});
  const [isBusy, setBusy] = useState(false);
  const [secret] = useState(newSecret);
  const input = useRef<HTMLInputElement>(null);
  const fail = (found: EntryErrors): void => {
    setErrors(found);
    if (found.name !== undefined) input.current?.focus();
  };
  const enter = async (): Promise<void> => {
    if (name.trim() === "") return fail({ name: text.entry.nameMissing });
    const guest = { kind: "guest", name: name.trim(), secret } as const;
    setErrors({});
    setBusy(true);
    const reception = await knock(guest);
    setBusy(false);
    if (reception === "in") sessionStore.set(guest);
    else fail(reception === "refused" ? guestRefused(guest.name) : { form: text.entry.unreachable });
  };
  return (
    <form
      noValidate
      className={styles["form"]}
      onSubmit={(event) => {
        event.preventDefault();
        if (!isBusy) void enter();
      }}
    >
      <p className={styles["note"]}>{text.entry.guestAbout}</p>
      <TextField
        ref={input}
        label={text.entry.guestName}
        name="nickname"
        autoComplete="nickname"
        required
        hint={text.entry.guestHint}
        error={errors.name}
        value={name}
        onChange={({ target }) => onName(target.value)}
      />
      <p role="alert" className={styles["error"]}>
        {errors.form}
      </p>
      <Button variant="primary" type="submit" isBusy={isBusy}>
        {text.entry.enterAsGuest}
      </Button>
    </form>
  );
}
