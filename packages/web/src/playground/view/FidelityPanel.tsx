import { CircleCheck, CircleDashed, CircleSlash, X } from "lucide-react";
import { classes } from "../../design/classes.ts";
import { IconButton } from "../../design/IconButton.tsx";
import { playground as text } from "../../text/playground.ts";
import { text as common } from "../../text/text.ts";
import type { Fidelity, FidelityCell } from "../fidelity.ts";
import { type ProtocolName, protocolNames } from "../protocols/protocol.ts";
import { explaining } from "./about.ts";
import { useObserved, usePlayground } from "./context.ts";
import styles from "./FidelityPanel.module.css";

const kinds = ["native", "fallback", "hidden"] as const;
const signs = { native: CircleCheck, fallback: CircleDashed, hidden: CircleSlash };

/** What each protocol makes of each event, as the server tells it. */
export function FidelityPanel({ onClose }: { readonly onClose: () => void }) {
  const { fidelity } = usePlayground();
  const rows = useObserved(fidelity);
  return (
    <section aria-label={text.fidelity.title} className={styles["panel"]}>
      <header className={styles["head"]}>
        <h2>{text.fidelity.title}</h2>
        <p>{text.fidelity.intro}</p>
        <ul className={styles["legend"]}>
          {kinds.map((kind) => (
            <li key={kind} className={styles[kind]}>
              <Sign kind={kind} /> {text.fidelity.kinds[kind]}
            </li>
          ))}
        </ul>
        <IconButton label={common.common.close} icon={<X size={18} />} onClick={onClose} />
      </header>
      {rows.length === 0 ? <p>{text.fidelity.loading}</p> : <Table rows={rows} />}
    </section>
  );
}

function Table({ rows }: { readonly rows: Fidelity }) {
  const find = (name: string) => {
    const [event = "", protocol = ""] = name.split(" ");
    const cell = rows.find((row) => row.event === event)?.cells[protocol as ProtocolName];
    return cell === undefined
      ? undefined
      : { title: `${event} · ${protocol}`, facts: [text.fidelity.kinds[cell.kind]], text: cell.about };
  };
  return (
    <div className={styles["scroll"]}>
      <table className={styles["table"]} {...explaining(find)}>
        <thead>
          <tr>
            <th scope="col">{text.fidelity.event}</th>
            {protocolNames.map((name) => (
              <th key={name} scope="col" data-hue={name} className={styles["protocol"]}>
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ event, cells }) => (
            <tr key={event}>
              <th scope="row">{event}</th>
              {protocolNames.map((name) => (
                <td key={name}>
                  <Cell event={event} name={name} cell={cells[name]} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

interface CellProps {
  readonly event: string;
  readonly name: ProtocolName;
  readonly cell: FidelityCell | undefined;
}

function Cell({ event, name, cell }: CellProps) {
  const mark = useObserved(usePlayground().marks.all).at(-1);
  if (cell === undefined) return null;
  const isSeen = event === "posted" && mark?.seen[name] !== undefined;
  return (
    <button
      // Anew with each message, so that it lights up again.
      key={isSeen ? mark.number : 0}
      type="button"
      data-hue={name}
      data-about={`${event} ${name}`}
      aria-label={text.fidelity.cell(name, event, text.fidelity.kinds[cell.kind])}
      className={classes(styles["cell"], styles[cell.kind], isSeen && styles["seen"])}
    >
      <Sign kind={cell.kind} />
    </button>
  );
}

function Sign({ kind }: { readonly kind: FidelityCell["kind"] }) {
  const Icon = signs[kind];
  return <Icon size={16} aria-hidden="true" />;
}
