/** A list that comes page by page, as data. */
export interface Pages<Item, Next> {
  readonly items: readonly Item[];
  /** Where the next page begins; undefined after the last. */
  readonly next: Next | undefined;
  readonly state: "loading" | "here" | "failed";
  /** Of `failed`. */
  readonly error?: unknown;
  /** A page came at all: what was shown stays while it is asked for anew. */
  readonly isBegun: boolean;
}

export interface Page<Item, Next> {
  readonly items: readonly Item[];
  readonly next: Next | undefined;
}

export function noPages<Item, Next>(): Pages<Item, Next> {
  return { items: [], next: undefined, state: "loading", isBegun: false };
}

/** `isFirst`: it takes the place of what was there. What is in two pages is shown once. */
export function withPage<Item, Next>(
  pages: Pages<Item, Next>,
  page: Page<Item, Next>,
  { isFirst, keyOf }: { readonly isFirst: boolean; readonly keyOf: (item: Item) => string | number },
): Pages<Item, Next> {
  const before = isFirst ? [] : pages.items;
  const known = new Set(before.map(keyOf));
  const items = [...before, ...page.items.filter((item) => !known.has(keyOf(item)))];
  return { items, next: page.next, state: "here", isBegun: true };
}
