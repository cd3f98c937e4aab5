import { useChat } from "@parlance/client/react";
import { useId, useMemo, useState } from "react";
import { Dialog } from "../design/Dialog.tsx";
import { Tabs } from "../design/Tabs.tsx";
import { text } from "../text/text.ts";
import styles from "./Administration.module.css";
import { AuditTab } from "./AuditTab.tsx";
import { BansTab } from "./BansTab.tsx";
import { type Keeping, keepingOfServer } from "./keeping.ts";
import { PeopleTab } from "./PeopleTab.tsx";
import { ReportsTab } from "./ReportsTab.tsx";

const words = text.moderation;
const tabs = [
  { name: "people", label: words.people },
  { name: "reports", label: words.reports },
  { name: "bans", label: words.bans },
  { name: "audit", label: words.audit },
] as const;

interface AdministrationProps {
  readonly isOpen: boolean;
  readonly onClose: () => void;
}

/** What the server's administrators may do. To everybody else the server answers that they may not. */
export function Administration(props: AdministrationProps) {
  const chat = useChat();
  const keeping = useMemo(() => keepingOfServer(chat), [chat]);
  const [tab, setTab] = useState<(typeof tabs)[number]["name"]>("people");
  return (
    <Dialog {...props} title={words.administration} description={words.administrationAbout} size="large">
      <div className={styles["all"]}>
        <Tabs label={words.administration} tabs={tabs} value={tab} onChange={setTab}>
          {tab === "people" && <PeopleTab keeping={keeping} />}
          {tab === "reports" && <ServerReports keeping={keeping} />}
          {tab === "bans" && <BansTab keeping={keeping} />}
          {tab === "audit" && <AuditTab keeping={keeping} />}
        </Tabs>
      </div>
    </Dialog>
  );
}

function ServerReports({ keeping }: { readonly keeping: Keeping }) {
  const [isResolved, setResolved] = useState(false);
  const id = useId();
  return (
    <>
      <div className={styles["which"]}>
        <label htmlFor={id}>{words.whichReports}</label>
        <select
          id={id}
          value={String(isResolved)}
          onChange={({ target }) => setResolved(target.value === "true")}
          className={styles["select"]}
        >
          <option value="false">{words.openReports}</option>
          <option value="true">{words.resolvedReports}</option>
        </select>
      </div>
      <ReportsTab key={String(isResolved)} keeping={keeping} isResolved={isResolved} />
    </>
  );
}
