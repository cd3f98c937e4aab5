import { useMemo, useState } from "react";
import { classes } from "../../design/classes.ts";
import { playground as text } from "../../text/playground.ts";
import { type Line, linesOf, type Token } from "../json/lines.ts";
import { keyOf } from "../marks.ts";
import type { Message } from "../schema/asyncapi.ts";
import { constraintsOf, explain } from "../schema/explain.ts";
import { type About, explaining } from "./about.ts";
import styles from "./JsonView.module.css";

interface JsonViewProps {
  readonly value: unknown;
  readonly message: Message | undefined;
  /** The message that the frame carries, to be found among the rest. */
  readonly said?: string | undefined;
}

/** More lines than these are folded, down to these. */
const longest = 16;
const folded = 10;

/** A frame's JSON; what its schema says is shown of each name that is pointed at. */
export function JsonView({ value, message, said }: JsonViewProps) {
  const [isWhole, setWhole] = useState(false);

  const lines = useMemo(() => linesOf(value), [value]);
  const isLong = lines.length > longest;
  const find = (name: string): About | undefined => aboutMember(message, value, JSON.parse(name) as (string | number)[]);
  return (
    <>
      <div className={styles["json"]} {...explaining(find)}>
        {(isLong && !isWhole ? lines.slice(0, folded) : lines).map((line, index) => (
          <LineView
            // biome-ignore lint/suspicious/noArrayIndexKey: lines of a frame never change
            key={index}
            line={line}
            isExplained={(path) => aboutMember(message, value, path) !== undefined}
            said={said === undefined ? undefined : keyOf(said)}
          />
        ))}
      </div>
      {isLong && (
        <button type="button" tabIndex={-1} className={styles["fold"]} onClick={() => setWhole(!isWhole)}>
          {isWhole ? text.less : text.more(lines.length)}
        </button>
      )}
    </>
  );
}

interface LineViewProps {
  readonly line: Line;
  readonly isExplained: (path: NonNullable<Token["path"]>) => boolean;
  readonly said: string | undefined;
}

function LineView({ line, isExplained, said }: LineViewProps) {
  return (
    <div className={styles["line"]} style={{ paddingLeft: `${line.indent + 1}ch` }}>
      {line.tokens.map((token, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: tokens of a frame never change
        <TokenView key={index} token={token} isExplained={isExplained} said={said} />
      ))}
    </div>
  );
}

function TokenView({ token: { kind, text: words, path }, isExplained, said }: Omit<LineViewProps, "line"> & { token: Token }) {
  if (path !== undefined && isExplained(path)) {
    return (
      <button
        type="button"
        tabIndex={-1}
        data-about={JSON.stringify(path)}
        className={classes(styles["key"], styles["explained"])}
      >
        {words}
      </button>
    );
  }
  const isSaid = kind === "string" && said === keyOfToken(words);
  return <span className={classes(styles[kind], isSaid && styles["said"])}>{words}</span>;
}

/** What is cut short is still JSON. */
const keyOfToken = (text: string): string => keyOf(String(JSON.parse(text)));

function aboutMember(message: Message | undefined, frame: unknown, path: readonly (string | number)[]): About | undefined {
  const explanation = message === undefined ? undefined : explain(message.schema, frame, path);
  if (explanation === undefined) return undefined;
  const { schema, isRequired } = explanation;
  return {
    title: path.filter((step) => typeof step === "string").join("."),
    facts: [...constraintsOf(schema), isRequired ? text.required : text.optional],
    text: schema.description ?? "",
  };
}
