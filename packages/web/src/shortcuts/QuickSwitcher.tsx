import { Search } from "lucide-react";
import { type KeyboardEvent, useEffect, useId, useState } from "react";
import { ForReaders } from "../design/ForReaders.tsx";
import { Modal } from "../design/Modal.tsx";
import { text } from "../text/text.ts";
import styles from "./QuickSwitcher.module.css";
import { type SwitcherGroup, type SwitcherItem, useSwitcherItems } from "./use-switcher-items.tsx";

const words = text.shortcuts;

interface QuickSwitcherProps {
  readonly isOpen: boolean;
  readonly onClose: () => void;
  readonly roomId: string | undefined;
}

/** Goes anywhere by a few letters. */
export function QuickSwitcher({ isOpen, onClose, roomId }: QuickSwitcherProps) {
  if (!isOpen) return null;
  return (
    <Modal onClose={onClose} aria-label={words.switcher} className={styles["popup"] ?? ""}>
      <Choose onClose={onClose} roomId={roomId} />
    </Modal>
  );
}

/** The focus stays in the field; what is chosen is told by `aria-activedescendant` (ARIA's combobox with a list). */
function Choose({ onClose, roomId }: Omit<QuickSwitcherProps, "isOpen">) {
  const [query, setQuery] = useState("");
  const [chosen, setChosen] = useState<string>();
  const groups = useSwitcherItems(query, roomId);
  const listId = useId();
  const all = groups.flatMap(({ items }) => items);
  const at = Math.max(
    0,
    all.findIndex(({ id }) => id === chosen),
  );
  const active = all[at];
  const run = (item: SwitcherItem): void => {
    onClose();
    item.run();
  };
  const press = (event: KeyboardEvent): void => {
    if (event.nativeEvent.isComposing) return;
    const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    if (step !== 0) setChosen(all[(at + step + all.length) % all.length]?.id);
    else if (event.key === "Enter" && active !== undefined) run(active);
    else return;
    event.preventDefault();
  };
  return (
    <>
      <div className={styles["field"]}>
        <Search size={18} aria-hidden="true" />
        <input
          type="text"
          role="combobox"
          aria-label={words.switcherField}
          aria-expanded={all.length > 0}
          aria-controls={listId}
          aria-autocomplete="list"
          aria-activedescendant={active && `${listId}-${active.id}`}
          autoComplete="off"
          spellCheck={false}
          placeholder={words.switcherField}
          value={query}
          onChange={({ target }) => {
            setQuery(target.value);
            setChosen(undefined);
          }}
          onKeyDown={press}
          className={styles["input"]}
        />
      </div>
      <span role="status">
        <ForReaders>{all.length === 0 ? words.switcherNothing : words.switcherCount(all.length)}</ForReaders>
      </span>
      {all.length === 0 && (
        <p aria-hidden="true" className={styles["nothing"]}>
          {words.switcherNothing}
        </p>
      )}
      <List id={listId} groups={groups} active={active} onChoose={setChosen} onRun={run} />
    </>
  );
}

interface ListProps {
  readonly id: string;
  readonly groups: readonly SwitcherGroup[];
  readonly active: SwitcherItem | undefined;
  readonly onChoose: (id: string) => void;
  readonly onRun: (item: SwitcherItem) => void;
}

function List({ id, groups, active, onChoose, onRun }: ListProps) {
  useEffect(() => {
    if (active !== undefined) document.getElementById(`${id}-${active.id}`)?.scrollIntoView({ block: "nearest" });
  }, [id, active]);
  return (
    <div id={id} role="listbox" aria-label={words.switcher} className={styles["list"]}>
      {groups.map(({ name, items }) => (
        // biome-ignore lint/a11y/useSemanticElements: within a list of choices there are no fieldsets
        <div key={name} role="group" aria-label={name}>
          <p aria-hidden="true" className={styles["group"]}>
            {name}
          </p>
          {items.map((item) => (
            // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are the field's, where the focus stays
            // biome-ignore lint/a11y/useFocusableInteractive: so it is
            <div
              key={item.id}
              id={`${id}-${item.id}`}
              role="option"
              aria-selected={item === active}
              className={styles["item"]}
              onPointerMove={() => onChoose(item.id)}
              onClick={() => onRun(item)}
            >
              <span aria-hidden="true" className={styles["icon"]}>
                {item.icon}
              </span>
              <span className={styles["name"]}>{item.name}</span>
              {item.also !== undefined && <span className={styles["also"]}>{item.also}</span>}
            </div>
          ))}
        </div>
      ))}
    </div>
  );
}
