import { type KeyboardEvent, type ReactNode, useRef, useState } from "react";
import { ownUrl } from "../app/own-url.ts";
import { Avatar } from "../design/Avatar.tsx";
import { TextField } from "../design/Field.tsx";
import { text } from "../text/text.ts";
import { useFoundPeople } from "./found-people.ts";
import styles from "./PeoplePicker.module.css";
import type { Profile } from "./profiles.ts";

interface PeoplePickerProps {
  readonly onPick: (person: Profile) => void;
  /** Nobody is picked twice at a time. */
  readonly isBusy: boolean;
  /** What stands at somebody's end of the row, such as that they are in already; those cannot be picked. */
  readonly takenAs?: (person: Profile) => string | undefined;
  /** Above whom was found, while nothing is looked for. */
  readonly children?: ReactNode;
}

const words = text.people;

/** Finds people by the beginning of their name. The arrows go through them. */
export function PeoplePicker({ onPick, isBusy, takenAs = () => undefined, children }: PeoplePickerProps) {
  const [given, setGiven] = useState("");
  const { people, error } = useFoundPeople(given);
  const place = useRef<HTMLDivElement>(null);
  const onKeyDown = (event: KeyboardEvent): void => {
    const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : undefined;
    if (step === undefined) return;
    const stops = [...(place.current?.querySelectorAll<HTMLElement>("input, button:not(:disabled)") ?? [])];
    const next = stops[stops.indexOf(document.activeElement as HTMLElement) + step];
    if (next === undefined) return;
    event.preventDefault();
    next.focus();
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: what is in it is reached with Tab as well
    <div ref={place} onKeyDown={onKeyDown} className={styles["picker"]}>
      <TextField
        type="search"
        label={words.search}
        placeholder={words.searchPlaceholder}
        hint={people === undefined ? words.searchHint : words.results(people.length)}
        error={error === undefined ? undefined : text.errors(error)}
        value={given}
        onChange={({ target }) => setGiven(target.value)}
      />
      {given.trim() === "" && children}
      {people !== undefined && people.length > 0 && (
        <ul>
          {people.map((person) => (
            <li key={person.id}>
              <PersonButton person={person} taken={takenAs(person)} isBusy={isBusy} onPick={onPick} />
            </li>
          ))}
        </ul>
      )}
      {people?.length === 0 && (
        <div className={styles["none"]}>
          <p>{words.nobodyFound(given.trim())}</p>
          <p>{words.nobodyFoundHint}</p>
        </div>
      )}
    </div>
  );
}

interface PersonButtonProps extends Pick<PeoplePickerProps, "isBusy" | "onPick"> {
  readonly person: Profile;
  readonly taken: string | undefined;
}

function PersonButton({ person, taken, isBusy, onPick }: PersonButtonProps) {
  const { id, name, displayName = name, avatarUrl } = person;
  return (
    <button type="button" disabled={isBusy || taken !== undefined} onClick={() => onPick(person)} className={styles["person"]}>
      <Avatar id={id} name={displayName} url={ownUrl(avatarUrl)} />
      <span className={styles["names"]}>
        <span className={styles["name"]}>{displayName}</span>
        {displayName !== name && <span className={styles["handle"]}>@{name}</span>}
      </span>
      {taken !== undefined && <span className={styles["taken"]}>{taken}</span>}
    </button>
  );
}
