/**
 * Markdown as people mean it in a chat. The rest of Markdown (HTML, headings, tables, images, indented code, references, rules) is text as
 * it was typed: its tokenizers find nothing.
 */
import { Tokenizer, type Tokens } from "marked";

/** Quotes in lists in quotes, bold in italics in links: so many levels, and what is deeper is text. */
const maxDepth = 6;

const nothing = (): undefined => undefined;

export class ChatTokenizer extends Tokenizer {
  #depth = 0;

  override readonly code = nothing;
  override readonly heading = nothing;
  override readonly lheading = nothing;
  override readonly hr = nothing;
  override readonly html = nothing;
  override readonly tag = nothing;
  override readonly def = nothing;
  override readonly table = nothing;
  override readonly reflink = nothing;
  override readonly br = nothing;

  /** With a space after the `>`, so that `>:(` is a face. */
  override blockquote(src: string): Tokens.Blockquote | undefined {
    if (!/^ {0,3}>[ \n]/.test(src)) return undefined;
    return this.#deeper(() => super.blockquote(src));
  }

  /** A lone `-` is none; nor is `007.`, which would be drawn as 7. */
  override list(src: string): Tokens.List | undefined {
    if (!/^ {0,3}(?:[*+-]|(?:0|[1-9]\d{0,8})[.)])[ \t]+\S/.test(src)) return undefined;
    return this.#deeper(() => super.list(src));
  }

  /** `2*3*4` is a product. */
  override emStrong(src: string, masked: string, before = ""): Tokens.Em | Tokens.Strong | undefined {
    if (/^\*[^*]/.test(src) && /[\p{L}\p{N}]/u.test(before)) return undefined;
    return this.#deeper(() => super.emStrong(src, masked, before));
  }

  /** `~5` and `~6` are two estimates. */
  override del(src: string, masked: string, before?: string): Tokens.Del | undefined {
    return src.startsWith("~~") ? this.#deeper(() => super.del(src, masked, before)) : undefined;
  }

  override link(src: string): Tokens.Link | Tokens.Image | undefined {
    const found = this.#deeper(() => super.link(src));
    return found?.title ? undefined : found;
  }

  #deeper<T>(work: () => T | undefined): T | undefined {
    if (this.#depth === maxDepth) return undefined;
    this.#depth += 1;
    try {
      return work();
    } finally {
      this.#depth -= 1;
    }
  }
}
