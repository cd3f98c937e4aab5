import type { Role } from "@parlance/client";
import type { Report } from "@parlance/client/contract";
import { Flag } from "lucide-react";
import { useMemo } from "react";
import { Notice } from "../design/Notice.tsx";
import { PagedList } from "../panels/PagedList.tsx";
import { usePages } from "../panels/use-pages.ts";
import { text } from "../text/text.ts";
import type { Keeping } from "./keeping.ts";
import { ReportRow } from "./ReportRow.tsx";

const words = text.moderation;
const keyOf = ({ id }: Report): number => id;

interface ReportsTabProps {
  readonly keeping: Keeping;
  /** The user's, in the room. */
  readonly role?: Role | undefined;
  readonly isResolved?: boolean;
}

/** What was reported, the oldest first. */
export function ReportsTab({ keeping, role, isResolved = false }: ReportsTabProps) {
  const ask = useMemo(() => keeping.reports(isResolved), [keeping, isResolved]);
  const reports = usePages<Report>({ ask, keyOf });
  return (
    <PagedList
      pages={reports}
      empty={
        <Notice icon={<Flag size={26} />} title={isResolved ? words.noResolved : words.noReports}>
          {isResolved ? undefined : words.noReportsHint}
        </Notice>
      }
    >
      <ul>
        {reports.items.map((report) => (
          <ReportRow
            key={report.id}
            report={report}
            keeping={keeping}
            role={role}
            onChange={(changed) =>
              reports.change((items) =>
                items.flatMap((one) => (one.id !== report.id ? [one] : changed === undefined ? [] : [changed])),
              )
            }
          />
        ))}
      </ul>
    </PagedList>
  );
}
