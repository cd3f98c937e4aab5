import { lazy, useState } from "react";
import { LazyPart } from "../design/LazyPart.tsx";

export type ReportDialogProps = { readonly isOpen: boolean; readonly onClose: () => void } & (
  | { readonly messageId: number }
  | { readonly userId: string }
);

const ReportForm = lazy(() => import("./ReportForm.tsx").then(({ ReportForm: form }) => ({ default: form })));

/** Tells those who keep order of a message or of a person. What it is made of is fetched when it is first opened. */
export function ReportDialog(props: ReportDialogProps) {
  const [wasOpened, setWasOpened] = useState(props.isOpen);
  if (props.isOpen && !wasOpened) setWasOpened(true);
  return wasOpened ? (
    <LazyPart isPlaceless>
      <ReportForm {...props} />
    </LazyPart>
  ) : null;
}
