import { SendHorizontal } from "lucide-react";
import { type FormEvent, useState } from "react";
import { IconButton } from "../../design/IconButton.tsx";
import { playground as text } from "../../text/playground.ts";
import type { Column } from "../column/column.ts";
import { useObserved } from "./context.ts";
import styles from "./Line.module.css";

/** A line for everybody, in this column's protocol. */
export function Line({ column }: { readonly column: Column }) {
  const { name } = column.protocol;
  const state = useObserved(column.state);
  const [words, setWords] = useState("");
  const say = (event: FormEvent): void => {
    event.preventDefault();
    if (words.trim() !== "" && column.say(words)) setWords("");
  };
  return (
    <form onSubmit={say} className={styles["line"]}>
      <input
        aria-label={text.sayIn(name)}
        placeholder={text.saySomething}
        value={words}
        maxLength={5_000}
        autoComplete="off"
        enterKeyHint="send"
        onChange={({ target }) => setWords(target.value)}
        className={styles["words"]}
      />
      <IconButton
        type="submit"
        label={text.say(name)}
        icon={<SendHorizontal size={17} />}
        disabled={state.kind !== "in"}
        className={styles["send"]}
      />
    </form>
  );
}
