import { BookOpen, Hand, Pause, Play, Table2, Zap } from "lucide-react";
import { useRef } from "react";
import { Button } from "../../design/Button.tsx";
import { IconButton } from "../../design/IconButton.tsx";
import { playground as text } from "../../text/playground.ts";
import type { Playground } from "../playground.ts";
import { protocolNames } from "../protocols/protocol.ts";
import { usePlayground } from "./context.ts";
import styles from "./Masthead.module.css";

/** What is open besides the columns; two would leave them no room. */
export type Panel = "breaking" | "fidelity" | null;

interface MastheadProps {
  readonly panel: Panel;
  readonly onPanel: (panel: Panel) => void;
  readonly isPaused: boolean;
  readonly onPaused: (isPaused: boolean) => void;
}

/** What this page is, and what concerns all of its columns. */
export function Masthead({ panel, onPanel, isPaused, onPaused }: MastheadProps) {
  const toggle = (one: Panel) => ({ "aria-pressed": panel === one, onClick: () => onPanel(panel === one ? null : one) });
  return (
    <header className={styles["masthead"]}>
      <div className={styles["words"]}>
        <h1>
          <a href="./" aria-label={text.homeLabel} className={styles["home"]}>
            {text.home}
          </a>{" "}
          <span className={styles["title"]}>{text.title}</span>
        </h1>
        <p>
          <strong>{text.promise}</strong> <span className={styles["explanation"]}>{text.explanation}</span> {text.invitation}
        </p>
      </div>
      <div className={styles["actions"]}>
        <Hello />
        <Button icon={<Zap size={16} />} {...toggle("breaking")} className={styles["toggle"]}>
          {text.breaking.open}
        </Button>
        <Button icon={<Table2 size={16} />} {...toggle("fidelity")} className={styles["toggle"]}>
          {text.fidelity.open}
        </Button>
      </div>
      <div className={styles["icons"]}>
        <IconButton
          label={isPaused ? text.tools.resumeAll : text.tools.pauseAll}
          icon={isPaused ? <Play size={18} /> : <Pause size={18} />}
          isPressed={isPaused}
          onClick={() => onPaused(!isPaused)}
          tipSide="bottom"
        />
        <a href="docs" aria-label={text.docs} title={text.docs} className={styles["docs"]}>
          <BookOpen size={18} aria-hidden="true" />
        </a>
      </div>
    </header>
  );
}

/** Where the first hello is said: in reactions few may be said from one address, and others may have said some. */
const first = protocolNames.indexOf("roster");

/** Says something, each time in the next protocol: the quickest way to see what the page is about. */
function Hello() {
  const playground = usePlayground();
  const next = useRef(first);
  return (
    <Button
      variant="primary"
      icon={<Hand size={16} />}
      className={styles["hello"]}
      onClick={() => {
        next.current = sayHello(playground, next.current);
      }}
    >
      {text.hello}
    </Button>
  );
}

/** In the first column from `from` on that is connected; answers where to go on. */
function sayHello({ columns }: Playground, from: number): number {
  for (let step = 0; step < protocolNames.length; step++) {
    const name = protocolNames[(from + step) % protocolNames.length] ?? "roster";
    const column = columns[name];
    if (column.state.get().kind !== "in") continue;
    column.say(text.helloText(column.guest.get().name, name));
    return from + step + 1;
  }
  return from;
}
