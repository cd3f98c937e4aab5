/** The server's bounds unless it is set otherwise, in code points, as it counts. */
export const reportChars = 1_000;
export const reasonChars = 500;

/** How many more there may be; below zero for too many. */
export const charsLeft = (given: string, most: number): number => most - [...given].length;
