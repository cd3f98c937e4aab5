import { Search, SlidersHorizontal, X } from "lucide-react";
import { type Ref, useId, useState } from "react";
import { Button } from "../design/Button.tsx";
import { TextField } from "../design/Field.tsx";
import { IconButton } from "../design/IconButton.tsx";
import { text } from "../text/text.ts";
import { PersonFilter } from "./PersonFilter.tsx";
import styles from "./SearchHead.module.css";
import { hasFilters, searchChars } from "./search-query.ts";
import type { UsedSearch } from "./use-search.ts";

interface SearchHeadProps {
  readonly search: UsedSearch;
  readonly isInRoom: boolean;
  readonly fieldRef: Ref<HTMLInputElement>;
}

/** The field, where it is looked for, and what narrows it down. */
export function SearchHead({ search, isInRoom, fieldRef }: SearchHeadProps) {
  const { query, change, remember } = search;
  const [isWide, setWide] = useState(hasFilters(query));
  const filters = useId();
  return (
    // biome-ignore lint/a11y/useSemanticElements: <search> is not yet known to all the browsers this page is for
    <form
      role="search"
      className={styles["head"]}
      onSubmit={(event) => {
        event.preventDefault();
        remember();
      }}
    >
      <div className={styles["field"]}>
        <Search size={16} aria-hidden="true" className={styles["glass"]} />
        <input
          ref={fieldRef}
          // biome-ignore lint/a11y/noAutofocus: who opens the search is about to type
          autoFocus
          data-search-field=""
          type="text"
          inputMode="search"
          enterKeyHint="search"
          autoComplete="off"
          aria-label={text.panels.searchField}
          placeholder={text.panels.searchHint}
          maxLength={searchChars}
          value={query.text}
          onChange={({ target }) => change({ text: target.value })}
          className={styles["input"]}
        />
        {query.text !== "" && (
          <IconButton
            size="small"
            label={text.panels.searchClear}
            icon={<X size={16} />}
            onClick={({ currentTarget }) => {
              change({ text: "" });
              currentTarget.parentElement?.querySelector("input")?.focus();
            }}
          />
        )}
      </div>
      <div className={styles["row"]}>
        {isInRoom && <Where search={search} />}
        <Button
          size="small"
          variant="quiet"
          icon={<SlidersHorizontal size={15} />}
          aria-expanded={isWide}
          aria-controls={filters}
          onClick={() => setWide(!isWide)}
        >
          {text.panels.searchFilters}
        </Button>
      </div>
      <div id={filters} hidden={!isWide} className={styles["filters"]}>
        <PersonFilter author={query.author} onChange={(author) => change({ author })} />
        <div className={styles["days"]}>
          <TextField
            type="date"
            label={text.panels.searchAfter}
            value={query.since}
            max={query.until || undefined}
            onChange={({ target }) => change({ since: target.value })}
          />
          <TextField
            type="date"
            label={text.panels.searchBefore}
            value={query.until}
            min={query.since || undefined}
            onChange={({ target }) => change({ until: target.value })}
          />
        </div>
      </div>
    </form>
  );
}

function Where({ search: { query, change } }: Pick<SearchHeadProps, "search">) {
  const name = useId();
  const choices = [
    { label: text.panels.searchHere, isEverywhere: false },
    { label: text.panels.searchEverywhere, isEverywhere: true },
  ];
  return (
    <fieldset className={styles["where"]}>
      <legend className={styles["legend"]}>{text.panels.searchWhere}</legend>
      {choices.map(({ label, isEverywhere }) => (
        <label key={label} className={styles["choice"]}>
          <input
            type="radio"
            name={name}
            checked={query.isEverywhere === isEverywhere}
            onChange={() => change({ isEverywhere })}
          />
          <span>{label}</span>
        </label>
      ))}
    </fieldset>
  );
}
