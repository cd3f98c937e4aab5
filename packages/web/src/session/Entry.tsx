import { type FormEvent, useState } from "react";
import { Button } from "../design/Button.tsx";
import { TextField } from "../design/Field.tsx";
import { text } from "../text/text.ts";
import styles from "./Entry.module.css";
import { sessionStore } from "./session-store.ts";

/** Who comes here without a session: sign in, sign up, or look around. */
export function Entry() {
  const [name, setName] = useState("");
  const enter = (event: FormEvent): void => {
    event.preventDefault();
    if (name.trim() !== "") sessionStore.set({ kind: "guest", name: name.trim(), secret: crypto.randomUUID() });
  };
  return (
    <main className={styles["page"]}>
      <form className={styles["card"]} onSubmit={enter}>
        <h1>{text.entry.welcome}</h1>
        <TextField label={text.entry.guestName} value={name} onChange={({ target }) => setName(target.value)} />
        <Button variant="primary" type="submit">
          {text.entry.enterAsGuest}
        </Button>
      </form>
    </main>
  );
}
