import type { RoomSummary } from "@parlance/client";
import { useMe } from "@parlance/client/react";
import { Copy, Pencil, ShieldCheck } from "lucide-react";
import { type ReactNode, useState } from "react";
import { usePanel } from "../app/panel.ts";
import { places } from "../app/places.ts";
import { Button } from "../design/Button.tsx";
import { PanelFrame } from "../panels/PanelFrame.tsx";
import { loungeId, mayDo, mayDoNow } from "../people/people-rights.ts";
import { text } from "../text/text.ts";
import { AboutOther } from "./AboutOther.tsx";
import styles from "./AboutPanel.module.css";
import { ArchiveAndLeave } from "./ArchiveAndLeave.tsx";
import { copy } from "./copy.ts";
import { EditRoom } from "./EditRoom.tsx";
import { MuteControl } from "./MuteControl.tsx";
import { RoomIcon } from "./RoomIcon.tsx";
import { otherOf } from "./room-name.ts";
import { useRoomNames } from "./room-names.ts";
import { useRoomSummary } from "./room-summary.ts";

const words = text.rooms;

/** What a room is, and what one can do about it. */
export function AboutPanel({ roomId }: { readonly roomId: string }) {
  const entry = useRoomSummary(roomId);
  const title = entry?.room.kind === "direct" ? words.aboutDirect : words.about;
  return (
    <PanelFrame title={title}>
      {entry === undefined ? <p className={styles["quiet"]}>{words.notIn}</p> : <Content entry={entry} />}
    </PanelFrame>
  );
}

function Content({ entry }: { readonly entry: RoomSummary }) {
  const { room, role } = entry;
  const me = useMe();
  const { open } = usePanel();
  const other = otherOf(room, me?.id);
  return (
    <div className={styles["panel"]}>
      {other === undefined ? <Look entry={entry} /> : <AboutOther person={other} roomId={room.id} />}
      <Part title={words.notifications}>
        <MuteControl entry={entry} />
      </Part>
      {room.kind !== "direct" && (
        <Part title={words.address} hint={words.addressHint}>
          <Copied words={new URL(places.room(room.id), location.origin).href} label={words.copyAddress} />
        </Part>
      )}
      <Part title={words.roomId}>
        <Copied words={room.id} label={words.copyId} />
      </Part>
      {mayDo(room, role, "ban") && (
        <Part title={words.keepOrder} hint={words.keepOrderHint}>
          <Button size="small" icon={<ShieldCheck size={16} />} onClick={() => open({ kind: "moderation" })}>
            {words.keepOrder}
          </Button>
        </Part>
      )}
      <ArchiveAndLeave entry={entry} />
    </div>
  );
}

/** The name and the topic, to be changed by those who may. */
function Look({ entry: { room, role } }: { readonly entry: RoomSummary }) {
  const nameOf = useRoomNames();
  const [isEditing, setEditing] = useState(false);
  const [mayRename, maySetTopic] = [mayDoNow(room, role, "rename"), mayDoNow(room, role, "set_topic")];
  if (isEditing && maySetTopic) return <EditRoom room={room} mayRename={mayRename} onDone={() => setEditing(false)} />;
  return (
    <div className={styles["look"]}>
      <span className={styles["icon"]}>
        <RoomIcon room={room} size={24} />
      </span>
      <h3 className={styles["name"]}>{nameOf(room)}</h3>
      <p className={styles["quiet"]}>{kindWords(room)}</p>
      {room.kind !== "direct" && (
        <p className={styles["topic"]}>{room.topic ?? <span className={styles["quiet"]}>{words.noTopic}</span>}</p>
      )}
      {room.archivedAt !== undefined && <p className={styles["archived"]}>{words.archivedAbout}</p>}
      {maySetTopic && (
        <Button size="small" icon={<Pencil size={16} />} onClick={() => setEditing(true)}>
          {mayRename ? words.edit : words.editTopic}
        </Button>
      )}
    </div>
  );
}

function kindWords({ id, kind, pair }: RoomSummary["room"]): string {
  if (id === loungeId) return words.kindIs.lounge;
  return pair?.length === 1 ? words.kindIs.notes : words.kindIs[kind];
}

interface PartProps {
  readonly title: string;
  readonly hint?: string;
  readonly children: ReactNode;
}

function Part({ title, hint, children }: PartProps) {
  return (
    <section className={styles["part"]}>
      <h3 className={styles["heading"]}>{title}</h3>
      {hint !== undefined && <p className={styles["quiet"]}>{hint}</p>}
      {children}
    </section>
  );
}

function Copied({ words: given, label }: { readonly words: string; readonly label: string }) {
  return (
    <div className={styles["copied"]}>
      <code className={styles["code"]}>{given}</code>
      <Button size="small" icon={<Copy size={16} />} onClick={() => void copy(given)}>
        {label}
      </Button>
    </div>
  );
}
