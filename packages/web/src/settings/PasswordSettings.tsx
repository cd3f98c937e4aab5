import { useChat } from "@parlance/client/react";
import { useRef, useState } from "react";
import { Button } from "../design/Button.tsx";
import { PasswordField } from "../design/PasswordField.tsx";
import { say } from "../design/Toasts.tsx";
import { sessionStore } from "../session/session-store.ts";
import { text } from "../text/text.ts";
import styles from "./Settings.module.css";
import { reasonOf, wordsOf } from "./settings-errors.ts";

interface Errors {
  readonly current?: string;
  readonly next?: string;
  readonly form?: string;
}

function fieldOf(error: unknown): keyof Errors {
  const { reason } = reasonOf(error);
  return reason === "credentials_invalid" ? "current" : reason === "password_invalid" ? "next" : "form";
}

export function PasswordSettings() {
  const chat = useChat();
  const [current, setCurrent] = useState("");
  const [next, setNext] = useState("");
  const [errors, setErrors] = useState<Errors>({});
  const [isBusy, setBusy] = useState(false);
  const currentInput = useRef<HTMLInputElement>(null);
  const nextInput = useRef<HTMLInputElement>(null);
  const words = text.settings;
  const fail = (found: Errors): void => {
    setErrors(found);
    if (found.current !== undefined) currentInput.current?.select();
    else if (found.next !== undefined) nextInput.current?.focus();
  };
  const change = async (): Promise<void> => {
    if (current === "") return fail({ current: words.passwordMissing });
    if (next === "") return fail({ next: text.entry.newPasswordMissing });
    setErrors({});
    setBusy(true);
    try {
      await chat.call.account.changePassword({ current, next });
      setCurrent("");
      setNext("");
      say(words.passwordChanged);
    } catch (error) {
      fail({ [fieldOf(error)]: wordsOf(error) });
    }
    setBusy(false);
  };
  return (
    <form
      noValidate
      className={styles["section"]}
      onSubmit={(event) => {
        event.preventDefault();
        if (!isBusy) void change();
      }}
    >
      <p className={styles["note"]}>{words.passwordAbout}</p>
      {/* For password managers: whose password it is. */}
      <input type="text" name="username" autoComplete="username" hidden readOnly value={sessionStore.get()?.name ?? ""} />
      <PasswordField
        ref={currentInput}
        label={words.currentPassword}
        name="current"
        autoComplete="current-password"
        error={errors.current}
        value={current}
        onChange={({ target }) => setCurrent(target.value)}
      />
      <PasswordField
        ref={nextInput}
        label={words.newPassword}
        name="next"
        autoComplete="new-password"
        hint={text.entry.passwordHint}
        error={errors.next}
        value={next}
        onChange={({ target }) => setNext(target.value)}
      />
      <p role="alert" className={styles["error"]}>
        {errors.form}
      </p>
      <div className={styles["row"]}>
        <Button variant="primary" type="submit" isBusy={isBusy}>
          {words.changePassword}
        </Button>
      </div>
    </form>
  );
}
