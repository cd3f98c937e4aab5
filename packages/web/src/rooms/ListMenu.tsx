import type { RoomInfo } from "@parlance/client";
import { type ComponentProps, useState } from "react";
import { LeaveDialog } from "./LeaveDialog.tsx";
import { RoomMenu } from "./RoomMenu.tsx";

/** The menu of a room in the list, and what it asks before it is done. */
export function ListMenu(props: Omit<ComponentProps<typeof RoomMenu>, "onLeave">) {
  const [leaving, setLeaving] = useState<RoomInfo>();
  const [isAsking, setAsking] = useState(false);
  const { room } = props.entry;
  return (
    <>
      <RoomMenu
        {...props}
        onLeave={() => {
          setLeaving(room);
          setAsking(true);
        }}
      />
      {leaving !== undefined && <LeaveDialog room={leaving} isOpen={isAsking} onClose={() => setAsking(false)} />}
    </>
  );
}
