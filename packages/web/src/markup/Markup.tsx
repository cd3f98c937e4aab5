import type { Message } from "@parlance/client";

import { Fragment, memo, type ReactNode, useMemo } from "react";
import { classes } from "../design/classes.ts";
import { ForReaders } from "../design/ForReaders.tsx";
import { Tip } from "../design/Tip.tsx";
import { CodeBlock } from "./CodeBlock.tsx";
import { useCalledNames, useOwnName } from "./called-names.ts";
import styles from "./Markup.module.css";
import { splitMentions } from "./mentions.ts";
import { isOnlyEmoji } from "./only-emoji.ts";
import { readMarkup } from "./read-markup.ts";
import type { Block, Inline } from "./tree.ts";

interface MarkupProps {
  readonly text: string;
  readonly mentions?: Message["mentions"];
}

/** What drawing needs besides the tree. */
interface Calls {
  readonly names: readonly string[];
  readonly mine: string | undefined;
}

/** A text with its markup, as elements of our own: whatever was typed, nothing but text gets into the page. */
export const Markup = memo(function Markup({ text, mentions }: MarkupProps) {
  const blocks = useMemo(() => readMarkup(text), [text]);
  const names = useCalledNames(mentions);
  const calls = { names, mine: useOwnName() };
  return (
    <div dir="auto" className={classes(styles["text"], isOnlyEmoji(text) && styles["onlyEmoji"])}>
      {blocks.map((block, at) => drawBlock(block, at, calls))}
    </div>
  );
});

function drawBlock(block: Block, key: number, calls: Calls): ReactNode {
  switch (block.kind) {
    case "text":
      return (
        <p key={key} dir="auto">
          {drawInlines(block.children, calls)}
        </p>
      );
    case "code":
      return <CodeBlock key={key} language={block.language} text={block.text} />;
    case "quote":
      return <blockquote key={key}>{block.children.map((child, at) => drawBlock(child, at, calls))}</blockquote>;
    case "list": {
      const List = block.isNumbered ? "ol" : "ul";
      return (
        <List key={key}>
          {block.items.map(({ number, children }, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a text's parts never move
            <li key={at} value={number}>
              {children.map((child, index) => drawBlock(child, index, calls))}
            </li>
          ))}
        </List>
      );
    }
  }
}

function drawInlines(parts: readonly Inline[], calls: Calls): ReactNode {
  // biome-ignore lint/suspicious/noArrayIndexKey: a text's parts never move
  return parts.map((part, at) => <Fragment key={at}>{drawInline(part, calls)}</Fragment>);
}

function drawInline(part: Inline, calls: Calls): ReactNode {
  if (typeof part === "string") return drawText(part, calls);
  switch (part.kind) {
    case "strong":
      return <strong>{drawInlines(part.children, calls)}</strong>;
    case "emphasis":
      return <em>{drawInlines(part.children, calls)}</em>;
    case "strike":
      return <s>{drawInlines(part.children, calls)}</s>;
    case "code":
      return <code className={styles["code"]}>{part.text}</code>;
    case "link": {
      const link = (
        <a href={part.href} target="_blank" rel="noopener noreferrer nofollow">
          {drawInlines(part.children, { ...calls, names: [] })}
          {part.isDeceptive && <ForReaders>{` (${part.href})`}</ForReaders>}
        </a>
      );
      return part.isDeceptive ? <Tip text={part.href}>{link}</Tip> : link;
    }
  }
}

function drawText(text: string, { names, mine }: Calls): ReactNode {
  if (names.length === 0) return text;
  return splitMentions(text, names).map(({ text: shown, calls }, at) => {
    if (calls === undefined) return shown;
    const isMe = calls === mine || calls === "room";
    return (
      // biome-ignore lint/suspicious/noArrayIndexKey: a text's parts never move
      <span key={at} className={classes(styles["mention"], isMe && styles["me"])}>
        {shown}
      </span>
    );
  });
}
