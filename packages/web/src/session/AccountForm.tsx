import { type FormEvent, useRef, useState } from "react";
import { Button } from "../design/Button.tsx";
import { TextField } from "../design/Field.tsx";
import { PasswordField } from "../design/PasswordField.tsx";
import { text } from "../text/text.ts";
import { ask } from "./ask.ts";
import { door } from "./door.ts";
import styles from "./Entry.module.css";
import { type EntryErrors, errorsOf, missing } from "./entry-errors.ts";
import { signedIn } from "./renewal.ts";
import { sessionStore } from "./session-store.ts";

interface AccountFormProps {
  readonly way: "signIn" | "create";
  readonly name: string;
  readonly onName: (name: string) => void;
}

const ways = {
  signIn: { path: "/auth/login", passwordIs: "current-password", does: text.entry.signIn },
  create: { path: "/auth/register", passwordIs: "new-password", does: text.entry.create },
} as const;

/** Name and password, of an account there is or of a new one. The name is kept when the way changes, the password is not. */
export function AccountForm({ way, name, onName }: AccountFormProps) {
  const { path, passwordIs, does } = ways[way];
  const [password, setPassword] = useState("");
  const [errors, setErrors] = useState<EntryErrors>({});
  const [isBusy, setBusy] = useState(false);
  const nameInput = useRef<HTMLInputElement>(null);
  const passwordInput = useRef<HTMLInputElement>(null);

  const fail = (found: EntryErrors): void => {
    setErrors(found);
    if (found.name !== undefined) nameInput.current?.focus();
    else if (found.password !== undefined) passwordInput.current?.select();
  };
  const submit = async (): Promise<void> => {
    const unfilled = missing({ name, password }, way);
    if (unfilled !== undefined) return fail(unfilled);
    setErrors({});
    setBusy(true);
    const answer = await ask(path, { body: { username: name.trim(), password } });
    setBusy(false);
    if (answer.kind !== "done") return fail(errorsOf(answer));
    const session = signedIn(answer.body, Date.now());
    if (session === undefined) return fail({ form: text.entry.failed });
    door.set(undefined);
    sessionStore.set(session);
  };
  return (
    <form
      noValidate
      className={styles["form"]}
      onSubmit={(event: FormEvent) => {
        event.preventDefault();
        if (!isBusy) void submit();
      }}
    >
      <TextField
        ref={nameInput}
        label={text.entry.name}
        name="username"
        autoComplete="username"
        autoCapitalize="none"
        spellCheck={false}
        required
        hint={way === "create" ? text.entry.nameHint : undefined}
        error={errors.name}
        value={name}
        onChange={({ target }) => onName(target.value)}
      />
      <PasswordField
        ref={passwordInput}
        label={text.entry.password}
        name="password"
        autoComplete={passwordIs}
        required
        hint={way === "create" ? text.entry.passwordHint : undefined}
        error={errors.password}
        value={password}
        onChange={({ target }) => setPassword(target.value)}
      />
      <p role="alert" className={styles["error"]}>
        {errors.form}
      </p>
      <Button variant="primary" type="submit" isBusy={isBusy}>
        {does}
      </Button>
    </form>
  );
}
