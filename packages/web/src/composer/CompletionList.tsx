import { AtSign } from "lucide-react";
import { useEffect, useRef } from "react";
import { classes } from "../design/classes.ts";
import { ForReaders } from "../design/ForReaders.tsx";
import { PersonAvatar } from "../people/PersonAvatar.tsx";
import { text } from "../text/text.ts";
import styles from "./CompletionList.module.css";
import type { Completion } from "./use-completion.ts";
import type { Suggestion } from "./use-suggestions.ts";

export const optionId = (listId: string, at: number): string => `${listId}-${at}`;

interface CompletionListProps {
  readonly id: string;
  readonly completion: Completion;
}

/** Above the field, which keeps the focus: it says by `aria-activedescendant` which one Enter picks. */
export function CompletionList({ id, completion: { suggestions, active, pick } }: CompletionListProps) {
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => {
    list.current?.children[active]?.scrollIntoView({ block: "nearest" });
  }, [active]);
  return (
    <>
      <ForReaders>
        <span role="status">{suggestions.length > 0 && text.composer.suggested(suggestions.length)}</span>
      </ForReaders>
      {suggestions.length > 0 && (
        <div ref={list} id={id} role="listbox" aria-label={text.composer.suggestions} className={styles["list"]}>
          {suggestions.map((suggestion, at) => (
            // biome-ignore lint/a11y/useKeyWithClickEvents: the field has the keys
            // biome-ignore lint/a11y/useFocusableInteractive: the focus is in the field
            <div
              key={suggestion.key}
              id={optionId(id, at)}
              role="option"
              aria-selected={at === active}
              className={classes(styles["option"], at === active && styles["active"])}
              // The field keeps the focus.
              onPointerDown={(event) => event.preventDefault()}
              onClick={() => pick(suggestion)}
            >
              <Picture suggestion={suggestion} />
              <span className={styles["label"]}>{suggestion.label}</span>
              {suggestion.hint !== undefined && <span className={styles["hint"]}>{suggestion.hint}</span>}
            </div>
          ))}
        </div>
      )}
    </>
  );
}

function Picture({ suggestion: { person, emoji } }: { readonly suggestion: Suggestion }) {
  if (person !== undefined) return <PersonAvatar person={{ id: person.id, name: person.shown }} size="small" />;
  if (emoji === undefined) return <AtSign size={18} aria-hidden="true" />;
  return (
    <span aria-hidden="true" className={styles["emoji"]}>
      {emoji}
    </span>
  );
}
