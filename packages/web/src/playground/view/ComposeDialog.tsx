import { useId, useMemo, useState } from "react";
import { Button } from "../../design/Button.tsx";
import { Dialog } from "../../design/Dialog.tsx";
import { playground as text } from "../../text/playground.ts";
import type { Column } from "../column/column.ts";
import { defaultFrame, type Hints } from "../form/defaults.ts";
import { hintsFor } from "../form/hints.ts";
import type { Message } from "../schema/asyncapi.ts";
import { fits } from "../schema/json-schema.ts";
import styles from "./ComposeDialog.module.css";
import { ComposeForm } from "./ComposeForm.tsx";
import { useObserved, usePlayground } from "./context.ts";
import { EntryView } from "./EntryView.tsx";

interface ComposeDialogProps {
  readonly column: Column;
  readonly onClose: () => void;
}

/** As many of what came since as can be looked at beside a form. */
const shownAnswers = 12;

/** Any frame of the protocol, by a form made from its schema, with what comes back beside it. */
export function ComposeDialog({ column, onClose }: ComposeDialogProps) {
  const { contracts, columns } = usePlayground();
  const { name } = column.protocol;
  const { sent } = useObserved(contracts[name]);
  const [openedAt] = useState(() => column.journal.lastKey);
  const other = columns[name === "openchamp" ? "rooms" : "openchamp"];
  const hints = useMemo(
    () => hintsFor(column.guest.get(), other.guest.get().name, column.journal.listed.get().entries),
    [column, other],
  );
  return (
    <Dialog isOpen onClose={onClose} title={text.compose.title(name)} size="large">
      <div data-hue={name} className={styles["panes"]}>
        {sent.length === 0 ? <p>{text.compose.loading}</p> : <Composing column={column} messages={sent} hints={hints} />}
        <Answers column={column} after={openedAt} />
      </div>
    </Dialog>
  );
}

interface ComposingProps {
  readonly column: Column;
  readonly messages: readonly Message[];
  readonly hints: Hints;
}

function Composing({ column, messages, hints }: ComposingProps) {
  const id = useId();
  const state = useObserved(column.state);
  // What is said most; the greeting has been said already.
  const usual = messages.find(({ schema }) => fits(schema, column.protocol.say("Hello", column.guest.get()))) ?? messages[0];
  const [message, setMessage] = useState(usual);
  const [value, setValue] = useState<unknown>(() => (usual === undefined ? {} : defaultFrame(usual, hints)));
  const [raw, setRaw] = useState<string | null>(null);
  const choose = (name: string): void => {
    const chosen = messages.find((one) => one.name === name);
    if (chosen === undefined) return;
    setMessage(chosen);
    setValue(defaultFrame(chosen, hints));
    setRaw(null);
  };
  if (message === undefined) return null;
  const isIn = state.kind === "in" || state.kind === "greeting";
  return (
    <form
      className={styles["form"]}
      onSubmit={(event) => {
        event.preventDefault();
        column.send(raw ?? JSON.stringify(value));
      }}
    >
      <div className={styles["message"]}>
        <label htmlFor={id}>{text.compose.message}</label>
        <select id={id} value={message.name} onChange={({ target }) => choose(target.value)}>
          {messages.map(({ name }) => (
            <option key={name}>{name}</option>
          ))}
        </select>
      </div>
      <p className={styles["summary"]}>{message.summary?.replaceAll("`", "")}</p>
      <ComposeForm schema={message.schema} value={value} onValue={setValue} raw={raw} onRaw={setRaw} />
      <div className={styles["send"]}>
        <Button type="submit" variant="primary" disabled={!isIn}>
          {text.compose.send}
        </Button>
        {!isIn && <p className={styles["summary"]}>{text.compose.notConnected}</p>}
      </div>
    </form>
  );
}

function Answers({ column, after }: { readonly column: Column; readonly after: number }) {
  const { entries } = useObserved(column.journal.listed);
  const since = entries.filter(({ key }) => key > after).slice(-shownAnswers);
  return (
    <section aria-label={text.compose.answers} className={styles["answers"]}>
      <h3>{text.compose.answers}</h3>
      {since.length === 0 && <p className={styles["summary"]}>{text.compose.noAnswers}</p>}
      <div role="log">
        {since.map((entry, index) => (
          <EntryView key={entry.key} entry={entry} column={column} index={index} count={since.length} isCurrent />
        ))}
      </div>
    </section>
  );
}
