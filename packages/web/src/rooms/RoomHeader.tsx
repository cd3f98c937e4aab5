import type { RoomInfo } from "@parlance/client";
import { useMe, usePresence, useRooms } from "@parlance/client/react";
import { ArrowLeft } from "lucide-react";
import { useLocation } from "wouter";
import { usePanel } from "../app/panel.ts";
import { places } from "../app/places.ts";
import { IconButton } from "../design/IconButton.tsx";
import { Popover } from "../design/Popover.tsx";
import { PersonAvatar } from "../people/PersonAvatar.tsx";
import { presenceOf, presenceWords } from "../people/presence-words.ts";
import { text } from "../text/text.ts";
import { HeaderButtons } from "./HeaderButtons.tsx";
import { JoinButton } from "./JoinButton.tsx";
import styles from "./RoomHeader.module.css";
import { RoomIcon } from "./RoomIcon.tsx";
import { otherOf } from "./room-name.ts";
import { useRoomNames } from "./room-names.ts";
import { useRoomSummary } from "./room-summary.ts";

/** Where one is, and the ways to what is beside the conversation. */
export function RoomHeader({ roomId }: { readonly roomId: string }) {
  const entry = useRoomSummary(roomId);
  const [, go] = useLocation();
  return (
    <header className={styles["header"]}>
      <IconButton
        className={styles["back"]}
        label={text.rooms.back}
        icon={<ArrowLeft size={20} />}
        tipSide="bottom"
        onClick={() => go(places.home)}
      />
      {entry === undefined ? (
        <NotIn roomId={roomId} />
      ) : (
        <>
          <Title room={entry.room} />
          <HeaderButtons room={entry.room} />
        </>
      )}
    </header>
  );
}

function Title({ room }: { readonly room: RoomInfo }) {
  const me = useMe();
  const { open } = usePanel();
  const nameOf = useRoomNames();
  const other = otherOf(room, me?.id);
  return (
    <>
      {other === undefined ? (
        <span className={styles["icon"]}>
          <RoomIcon room={room} size={18} />
        </span>
      ) : (
        <OtherPicture person={other} />
      )}
      <div className={styles["about"]}>
        <h1 className={styles["name"]}>
          {/* On a phone the name is the way to all about the room, as people are used to. */}
          <button type="button" className={styles["nameButton"]} onClick={() => open({ kind: "about" })}>
            {nameOf(room)}
          </button>
        </h1>
        {other !== undefined ? <OtherPresence userId={other.id} /> : <Topic room={room} />}
      </div>
    </>
  );
}

type Other = NonNullable<ReturnType<typeof otherOf>>;

function OtherPicture({ person }: { readonly person: Other }) {
  return <PersonAvatar person={person} presence={presenceOf(usePresence(person.id))} />;
}

function OtherPresence({ userId }: { readonly userId: string }) {
  const status = usePresence(userId);
  return <p className={styles["topic"]}>{presenceWords(status, Date.now())}</p>;
}

/** As much as fits on a line; the whole of it when it is pressed. */
function Topic({ room }: { readonly room: RoomInfo }) {
  const { topic, archivedAt } = room;
  if (archivedAt !== undefined) return <p className={styles["topic"]}>{text.rooms.archived}</p>;
  if (topic === undefined) return null;
  return (
    <Popover
      label={text.rooms.topic}
      trigger={
        <button type="button" className={styles["topicButton"]}>
          {topic}
        </button>
      }
    >
      <p className={styles["wholeTopic"]}>{topic}</p>
    </Popover>
  );
}

/** None of the user's rooms: there may be nothing to see, and a public one can be joined. */
function NotIn({ roomId }: { readonly roomId: string }) {
  const isKnown = useRooms().length > 0;
  // Which rooms are theirs is not known yet.
  if (!isKnown) return <div className={styles["about"]} />;
  return (
    <>
      <div className={styles["about"]}>
        <h1 className={styles["name"]}>{text.rooms.notIn}</h1>
        <p className={styles["topic"]}>{text.rooms.notInHint}</p>
      </div>
      <JoinButton roomId={roomId} />
    </>
  );
}
