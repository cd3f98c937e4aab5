/** What a message's text is drawn from: our own few kinds, whatever the parser knows besides. All that is typed and no markup is text. */
export type Inline =
  | string
  | { readonly kind: "strong" | "emphasis" | "strike"; readonly children: readonly Inline[] }
  | { readonly kind: "code"; readonly text: string }
  | {
      readonly kind: "link";
      readonly href: string;
      /** Its text is an address, and another one than where it leads. */
      readonly isDeceptive: boolean;
      readonly children: readonly Inline[];
    };

export interface ListItem {
  /** As typed, of a numbered list. */
  readonly number?: number;
  readonly children: readonly Block[];
}

export type Block =
  /** With its line breaks, and the spaces at the beginning of lines, as typed. */
  | { readonly kind: "text"; readonly children: readonly Inline[] }
  | { readonly kind: "code"; readonly language: string; readonly text: string }
  | { readonly kind: "quote"; readonly children: readonly Block[] }
  | { readonly kind: "list"; readonly isNumbered: boolean; readonly items: readonly ListItem[] };
