import { useRooms } from "@parlance/client/react";
import { Search, SearchX } from "lucide-react";
import { type KeyboardEvent, useMemo, useRef } from "react";
import { ForReaders } from "../design/ForReaders.tsx";
import { Notice } from "../design/Notice.tsx";
import { plainLines } from "../markup/plain-text.ts";
import { useRoomNames } from "../rooms/room-names.ts";
import { text } from "../text/text.ts";
import { excerpt, highlighted } from "./highlight.ts";
import { MessageLink } from "./MessageLink.tsx";
import { moveFocus } from "./move-focus.ts";
import { PagedList } from "./PagedList.tsx";
import { PanelFrame } from "./PanelFrame.tsx";
import { SearchHead } from "./SearchHead.tsx";
import styles from "./SearchPanel.module.css";
import { byRoom } from "./search-query.ts";
import { type Found, type UsedSearch, useSearch } from "./use-search.ts";

/** Finds what was said, in this room or in all of one's rooms. The arrow keys lead from the field through the results and back. */
export function SearchPanel({ roomId }: { readonly roomId: string | undefined }) {
  const search = useSearch(roomId);
  const body = useRef<HTMLDivElement>(null);
  const field = useRef<HTMLInputElement>(null);
  const press = (event: KeyboardEvent): void => {
    const links = [...(body.current?.querySelectorAll<HTMLElement>("a, [data-recent]") ?? [])];
    if (field.current !== null && moveFocus(event.key, [field.current, ...links])) event.preventDefault();
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the keys are of the field and the links within
    <div className={styles["search"]} onKeyDown={press}>
      <PanelFrame
        title={text.panels.titles.search}
        isWide
        bodyRef={body}
        head={<SearchHead search={search} isInRoom={roomId !== undefined} fieldRef={field} />}
      >
        {search.asked === undefined ? <Begin search={search} field={field} /> : <Results search={search} />}
      </PanelFrame>
    </div>
  );
}

function Begin({ search, field }: { readonly search: UsedSearch; readonly field: { readonly current: HTMLElement | null } }) {
  const { recent, change } = search;
  if (recent.length === 0) {
    return (
      <Notice icon={<Search size={26} />} title={text.panels.searchBegin}>
        {text.panels.searchBeginHint}
      </Notice>
    );
  }
  return (
    <section aria-label={text.panels.searchRecent}>
      <h3 className={styles["group"]}>{text.panels.searchRecent}</h3>
      <ul className={styles["list"]}>
        {recent.map((words) => (
          <li key={words}>
            <button
              type="button"
              data-recent=""
              className={styles["recent"]}
              onClick={() => {
                change({ text: words });
                field.current?.focus();
              }}
            >
              {words}
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Results({ search }: { readonly search: UsedSearch }) {
  const { results, remember } = search;
  const { items, state, next, isBegun } = results;
  const rooms = useRooms();
  const nameOf = useRoomNames();
  const names = useMemo(() => new Map(rooms.map(({ room }) => [room.id, nameOf(room)])), [rooms, nameOf]);
  const isKnown = isBegun && state === "here";
  return (
    <>
      <ForReaders>
        <span role="status">{isKnown ? text.panels.searchCount(items.length, next !== undefined) : ""}</span>
      </ForReaders>
      <PagedList
        pages={results}
        empty={
          <Notice icon={<SearchX size={26} />} title={text.panels.searchNone}>
            {text.panels.searchNoneHint}
          </Notice>
        }
      >
        {byRoom(items).map(([roomId, found]) => (
          <section key={roomId} aria-label={names.get(roomId) ?? text.rooms.unnamed}>
            <h3 className={styles["group"]}>{names.get(roomId) ?? text.rooms.unnamed}</h3>
            <ul className={styles["list"]}>
              {found.map((one) => (
                <li key={one.message.id} onClickCapture={remember} className={styles["found"]}>
                  <Hit found={one} />
                </li>
              ))}
            </ul>
          </section>
        ))}
      </PagedList>
    </>
  );
}

function Hit({ found: { message, words } }: { readonly found: Found }) {
  const pieces = useMemo(() => {
    const shown = highlighted(plainLines(message.text), words);
    // It may be in what is not shown, such as the address of a link.
    return excerpt(shown.some(({ isHit }) => isHit) ? shown : highlighted(message.text, words));
  }, [message.text, words]);
  return (
    <MessageLink message={message}>
      <p className={styles["words"]}>
        {pieces.map((piece) =>
          piece.isHit ? <mark key={piece.at}>{piece.text}</mark> : <span key={piece.at}>{piece.text}</span>,
        )}
      </p>
    </MessageLink>
  );
}
