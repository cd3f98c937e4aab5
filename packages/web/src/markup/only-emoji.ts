const emoji = /^\s*(?:\p{RGI_Emoji}\s*){1,6}$/v;

/** A few emoji and nothing else: drawn larger. */
export const isOnlyEmoji = (text: string): boolean => text.length < 120 && emoji.test(text);
