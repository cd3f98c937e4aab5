/** For how long somebody can be banned from the server. */
export type BanSpan = "ever" | "hour" | "day" | "week" | "month";

const hourMs = 3_600_000;
const spansMs: Readonly<Record<BanSpan, number | undefined>> = {
  ever: undefined,
  hour: hourMs,
  day: 24 * hourMs,
  week: 7 * 24 * hourMs,
  month: 30 * 24 * hourMs,
};

export const banSpans = Object.keys(spansMs) as readonly BanSpan[];

/** Until when, in Unix milliseconds; undefined for until it is lifted. */
export function untilOf(span: BanSpan, now: number): number | undefined {
  const ms = spansMs[span];
  return ms === undefined ? undefined : now + ms;
}
