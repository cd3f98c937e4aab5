/** What the server takes as a room's name and topic; it has the last word. */
export const nameChars = 80;
export const topicChars = 500;

/** Letters as the server counts them. */
export const charCount = (words: string): number => [...words].length;

export type NameFault = "empty" | "too_long" | "unseen";

/** What is wrong with a name, of which the white space around it is no part; undefined where nothing is. */
export function nameFault(given: string): NameFault | undefined {
  const name = given.trim();
  if (name === "") return "empty";
  if (charCount(name) > nameChars) return "too_long";
  const isSeen = /^[\p{L}\p{M}\p{N}\p{P}\p{S}\p{Zs}\u200d]*$/u.test(name) && /[\p{L}\p{N}\p{P}\p{S}]/u.test(name);
  return isSeen ? undefined : "unseen";
}

export const isTopicTooLong = (topic: string): boolean => charCount(topic) > topicChars;
