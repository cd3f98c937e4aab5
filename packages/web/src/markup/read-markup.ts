/** From what was typed to what is drawn. */
import { Lexer, type Token, type Tokens } from "marked";
import { isDeceptive, safeLink } from "./safe-link.ts";
import { ChatTokenizer } from "./tokenizer.ts";
import type { Block, Inline, ListItem } from "./tree.ts";

/** Never throws: what the parser cannot read is text. */
export function readMarkup(text: string): readonly Block[] {
  if (!mayBeMarkup.test(text)) return [plain(text)];
  try {
    return blocksOf(new Lexer({ gfm: true, tokenizer: new ChatTokenizer() }).lex(text));
  } catch {
    return [plain(text)];
  }
}

/** Most messages are words: they need no parser. */
const mayBeMarkup = /[*_~`[\\@<]|:\/\/|www\.|^ {0,3}(?:>|[+-]|\d{1,9}[.)])[ \t\n]/im;

const plain = (text: string): Block => ({ kind: "text", children: [text] });

/** What is text from one block to the next is one, with the line breaks between. */
function blocksOf(tokens: readonly Token[]): readonly Block[] {
  const blocks: Block[] = [];
  let run: readonly Token[] = [];
  const endRun = (): void => {
    const children = textOf(run);
    if (children.length > 0) blocks.push({ kind: "text", children });
    run = [];
  };
  for (const token of tokens) {
    const block = blockOf(token);
    if (block === undefined) run = [...run, token];
    else {
      endRun();
      blocks.push(block);
    }
  }
  endRun();
  return blocks;
}

function blockOf(token: Token): Block | undefined {
  if (isOf<Tokens.Code>(token, "code")) return { kind: "code", language: token.lang ?? "", text: token.text };
  if (isOf<Tokens.Blockquote>(token, "blockquote")) return { kind: "quote", children: blocksOf(token.tokens) };
  if (isOf<Tokens.List>(token, "list")) return { kind: "list", isNumbered: token.ordered, items: token.items.map(itemOf) };
  return undefined;
}

function itemOf({ raw, tokens }: Tokens.ListItem): ListItem {
  const number = /^\s*(\d{1,9})[.)]/.exec(raw)?.[1];
  return { ...(number !== undefined && { number: Number(number) }), children: blocksOf(tokens) };
}

/** Each begins on a line of its own, after as many line breaks as were typed. */
function textOf(tokens: readonly Token[]): readonly Inline[] {
  let before = "\n";
  const parts = tokens.flatMap((token) => {
    const isApart = before.endsWith("\n") || token.type === "space";
    before = token.type === "checkbox" ? "\n" : token.raw;
    if (token.type === "space" || token.type === "checkbox") return [token.raw];
    const inner = insideOf(token);
    const inside = inner === undefined ? [token.raw] : [...inlinesOf(inner), /\n*$/.exec(token.raw)?.[0] ?? ""];
    return isApart ? inside : ["\n", ...inside];
  });
  return trimmed(parts);
}

function inlinesOf(tokens: readonly Token[]): readonly Inline[] {
  return tokens.map(inlineOf);
}

function inlineOf(token: Token): Inline {
  if (isOf<Tokens.Codespan>(token, "codespan")) return { kind: "code", text: token.text };
  if (isOf<Tokens.Escape>(token, "escape")) return token.text;
  if (isOf<Tokens.Link>(token, "link")) return linkOf(token);
  const kind = ({ strong: "strong", em: "emphasis", del: "strike" } as const)[token.type];
  const inner = insideOf(token);
  return kind === undefined || inner === undefined ? token.raw : { kind, children: inlinesOf(inner) };
}

function linkOf(token: Tokens.Link): Inline {
  const href = safeLink(token.href);
  if (href === undefined) return token.raw;
  return { kind: "link", href, isDeceptive: isDeceptive(token.text, href), children: inlinesOf(token.tokens) };
}

/** Without the empty lines at both ends. */
function trimmed(run: readonly Inline[]): readonly Inline[] {
  const joined: Inline[] = [];
  for (const part of run) {
    const last = joined.at(-1);
    if (typeof part === "string" && typeof last === "string") joined[joined.length - 1] = last + part;
    else joined.push(part);
  }
  const [first] = joined;
  if (typeof first === "string") joined[0] = first.replace(/^(?:[ \t]*\n)+/, "");
  const last = joined.at(-1);
  if (typeof last === "string") joined[joined.length - 1] = last.replace(/\s+$/, "");
  return joined.filter((part) => part !== "");
}

const insideOf = (token: Token): readonly Token[] | undefined => ("tokens" in token ? token.tokens : undefined);

/** The parser's own union has a member that is anything. */
function isOf<T extends Tokens.Generic>(token: Token, type: T["type"]): token is T & Token {
  return token.type === type;
}
