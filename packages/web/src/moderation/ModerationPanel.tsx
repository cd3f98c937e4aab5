import { useChat, useRoom } from "@parlance/client/react";
import { ShieldCheck } from "lucide-react";
import { useMemo, useState } from "react";
import { IconButton } from "../design/IconButton.tsx";
import { Tabs } from "../design/Tabs.tsx";
import { PanelFrame } from "../panels/PanelFrame.tsx";
import { openOverlay } from "../shortcuts/overlays.ts";
import { text } from "../text/text.ts";
import { AuditTab } from "./AuditTab.tsx";
import { useIsAdministrator } from "./administrator.ts";
import { BansTab } from "./BansTab.tsx";
import { keepingOfRoom } from "./keeping.ts";
import { ReportsTab } from "./ReportsTab.tsx";

const words = text.moderation;
const tabs = [
  { name: "reports", label: words.reports },
  { name: "bans", label: words.bans },
  { name: "audit", label: words.audit },
] as const;

/** For those who keep order in the room: what was reported, who is banned, what was done. */
export function ModerationPanel({ roomId }: { readonly roomId: string }) {
  const chat = useChat();
  const { role } = useRoom(roomId);
  const isAdministrator = useIsAdministrator();
  const [tab, setTab] = useState<(typeof tabs)[number]["name"]>("reports");
  const keeping = useMemo(() => keepingOfRoom(chat, roomId), [chat, roomId]);
  return (
    <PanelFrame
      title={text.panels.titles.moderation}
      actions={
        isAdministrator && (
          <IconButton
            label={words.openAdministration}
            icon={<ShieldCheck size={18} />}
            onClick={() => openOverlay("administration")}
            tipSide="bottom"
          />
        )
      }
    >
      <Tabs label={words.label} tabs={tabs} value={tab} onChange={setTab}>
        {tab === "reports" && <ReportsTab keeping={keeping} role={role} />}
        {tab === "bans" && <BansTab keeping={keeping} />}
        {tab === "audit" && <AuditTab keeping={keeping} />}
      </Tabs>
    </PanelFrame>
  );
}
