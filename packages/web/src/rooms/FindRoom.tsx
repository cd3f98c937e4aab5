import type { RoomInfo } from "@parlance/client";
import { useChat, useConnection, useRooms } from "@parlance/client/react";
import { Plus, SearchX, Sprout } from "lucide-react";
import { useState } from "react";
import { Virtualizer } from "virtua";
import { useLocation } from "wouter";
import { places } from "../app/places.ts";
import { Button } from "../design/Button.tsx";
import { TextField } from "../design/Field.tsx";
import { Notice } from "../design/Notice.tsx";
import { say } from "../design/Toasts.tsx";
import { reasonOf } from "../text/errors.ts";
import { text } from "../text/text.ts";
import styles from "./FindRoom.module.css";
import { FoundRoom } from "./FoundRoom.tsx";
import { type PublicRooms, usePublicRooms } from "./public-rooms.ts";
import { withWords } from "./sections.ts";

interface FindRoomProps {
  readonly isGuest: boolean;
  readonly onCreate: () => void;
  readonly onDone: () => void;
}

const words = text.rooms;
const byName = (one: RoomInfo, other: RoomInfo): number => (one.name ?? "").localeCompare(other.name ?? "");

/** All public rooms there are, by name; whoever joins one is taken there. */
export function FindRoom({ isGuest, onCreate, onDone }: FindRoomProps) {
  const [given, setGiven] = useState("");
  const all = usePublicRooms({ all: given.trim() !== "" });
  const found = withWords(all.rooms, given, ({ name = "", topic = "" }) => `${name} ${topic}`).toSorted(byName);
  const enter = useEnter(onDone);
  return (
    <>
      <div className={styles["top"]}>
        <TextField
          type="search"
          label={words.findName}
          placeholder={words.findPlaceholder}
          value={given}
          onChange={({ target }) => setGiven(target.value)}
          hint={<span role="status">{all.rooms.length > 0 && words.found(found.length)}</span>}
          className={styles["words"]}
        />
        <Button icon={<Plus size={16} />} disabled={isGuest} onClick={onCreate} className={styles["create"]}>
          {words.create}
        </Button>
      </div>
      {found.length > 0 ? (
        <div className={styles["rooms"]}>
          <Virtualizer as="ul" item="li">
            {found.map((room) => (
              <FoundRoom key={room.id} room={room} isGuest={isGuest} busy={enter.busy} onEnter={enter.enter} />
            ))}
          </Virtualizer>
        </div>
      ) : (
        <Nothing all={all} isFiltered={given.trim() !== ""} />
      )}
      {found.length > 0 && all.hasMore && (
        <Button size="small" variant="quiet" isBusy={all.isLoading} onClick={all.more}>
          {words.more}
        </Button>
      )}
    </>
  );
}

function useEnter(onDone: () => void) {
  const chat = useChat();
  const [, go] = useLocation();
  const rooms = useRooms();
  const [busy, setBusy] = useState<string>();
  const enter = async ({ id, name = words.unnamed }: RoomInfo): Promise<void> => {
    setBusy(id);
    try {
      const isIn = rooms.some(({ room }) => room.id === id);
      if (!isIn) {
        await chat.join(id);
        say(words.joined(name));
      }
      go(places.room(id));
      onDone();
    } catch (error) {
      say(words.joinRefused[reasonOf(error)] ?? text.errors(error), { isError: true });
    }
    setBusy(undefined);
  };
  return { busy, enter: (room: RoomInfo) => void enter(room) };
}

function Nothing({ all, isFiltered }: { readonly all: PublicRooms; readonly isFiltered: boolean }) {
  const isAway = useConnection().state === "offline";
  if (all.error !== undefined) {
    return (
      <Notice title={text.common.somethingFailed} action={<Button onClick={all.more}>{text.common.retry}</Button>}>
        {text.errors(all.error)}
      </Notice>
    );
  }
  if (isAway && all.hasMore) return <Notice title={text.errors({ reason: "disconnected" })} />;
  if (all.isLoading || all.hasMore) return <p role="status">{text.common.loading}</p>;
  return isFiltered ? (
    <Notice icon={<SearchX size={26} />} title={words.noneOfName}>
      {words.noneOfNameHint}
    </Notice>
  ) : (
    <Notice icon={<Sprout size={26} />} title={words.noPublic}>
      {words.noPublicHint}
    </Notice>
  );
}
