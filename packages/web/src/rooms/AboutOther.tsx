import type { Person } from "@parlance/client";
import { useState } from "react";
import { PersonDeed } from "../people/PersonDeed.tsx";
import { PersonDetails } from "../people/PersonDetails.tsx";
import type { Deed } from "../people/person-deeds.ts";
import styles from "./AboutPanel.module.css";

/** Whom a direct room is with. */
export function AboutOther({ person, roomId }: { readonly person: Person; readonly roomId: string }) {
  const [deed, setDeed] = useState<Deed>();
  const [isAsking, setAsking] = useState(false);
  return (
    <div className={styles["other"]}>
      <PersonDetails
        person={person}
        roomId={roomId}
        isHere
        onAsk={(asked) => {
          setDeed(asked);
          setAsking(true);
        }}
        onDone={() => undefined}
      />
      {deed !== undefined && (
        <PersonDeed deed={deed} person={person} roomId={roomId} isOpen={isAsking} onClose={() => setAsking(false)} />
      )}
    </div>
  );
}
