import type { RoomInfo } from "@parlance/client";
import { Ellipsis, Info, Pin, Search, ShieldAlert, Users } from "lucide-react";
import { type ReactElement, useState } from "react";
import { usePanel } from "../app/panel.ts";
import type { Panel } from "../app/panel-address.ts";
import { IconButton } from "../design/IconButton.tsx";
import { Menu, MenuItem } from "../design/Menu.tsx";
import { useKeepsOrder } from "../moderation/keeps-order.ts";
import { useMemberCount } from "../people/members.ts";
import { text } from "../text/text.ts";
import styles from "./RoomHeader.module.css";

type Kind = Exclude<Panel["kind"], "thread">;

interface Way {
  readonly kind: Kind;
  readonly label: string;
  readonly icon: ReactElement;
}

const { search, pins, members, about, aboutDirect } = text.rooms;

function waysOf({ kind }: Pick<RoomInfo, "kind">, keepsOrder: boolean): readonly Way[] {
  const isDirect = kind === "direct";
  return [
    { kind: "search", label: search, icon: <Search size={18} /> },
    { kind: "pins", label: pins, icon: <Pin size={18} /> },
    ...(isDirect ? [] : [{ kind: "members", label: members, icon: <Users size={18} /> } as const]),
    ...(keepsOrder ? [{ kind: "moderation", label: text.moderation.label, icon: <ShieldAlert size={18} /> } as const] : []),
    { kind: "about", label: isDirect ? aboutDirect : about, icon: <Info size={18} /> },
  ];
}

/** What can be opened beside the conversation: buttons where there is room, a menu on a phone. */
export function HeaderButtons({ room }: { readonly room: RoomInfo }) {
  const { panel, open, close } = usePanel();
  const [isMenuOpen, setMenuOpen] = useState(false);
  const ways = waysOf(room, useKeepsOrder(room.id));
  return (
    <>
      <div className={styles["buttons"]}>
        {ways.map(({ kind, label, icon }) => (
          <span key={kind} className={styles["way"]}>
            <IconButton
              label={label}
              icon={icon}
              tipSide="bottom"
              isPressed={panel?.kind === kind}
              onClick={() => (panel?.kind === kind ? close() : open({ kind }))}
            />
            {kind === "members" && <MemberCount roomId={room.id} />}
          </span>
        ))}
      </div>
      <div className={styles["menu"]}>
        <Menu
          onOpenChange={setMenuOpen}
          trigger={
            <IconButton label={text.rooms.moreWays} icon={<Ellipsis size={20} />} isPressed={isMenuOpen} tipSide="bottom" />
          }
        >
          {ways.map(({ kind, label, icon }) => (
            <MenuItem key={kind} icon={icon} onSelect={() => open({ kind })}>
              {label}
            </MenuItem>
          ))}
        </Menu>
      </div>
    </>
  );
}

/** How many they are, for eyes: the panel says it to all. */
function MemberCount({ roomId }: { readonly roomId: string }) {
  const known = useMemberCount(roomId);
  if (known === undefined || known.count === 0) return null;
  const shown = Math.min(known.count, 999);
  return (
    <span aria-hidden="true" className={styles["count"]}>
      {shown < known.count || known.isLeast ? `${shown}+` : shown}
    </span>
  );
}
