/** Times and dates as people write them where they are. Formatters are costly to make and are kept. */
const locale = undefined;
const ofTime = new Intl.DateTimeFormat(locale, { hour: "numeric", minute: "2-digit" });
const ofDay = new Intl.DateTimeFormat(locale, { weekday: "long", day: "numeric", month: "long" });
const ofDayOfYear = new Intl.DateTimeFormat(locale, { weekday: "long", day: "numeric", month: "long", year: "numeric" });
const ofMoment = new Intl.DateTimeFormat(locale, { dateStyle: "full", timeStyle: "short" });
const ofShortDay = new Intl.DateTimeFormat(locale, { day: "numeric", month: "short" });
const ofShortYear = new Intl.DateTimeFormat(locale, { day: "numeric", month: "short", year: "numeric" });
const relative = new Intl.RelativeTimeFormat(locale, { numeric: "auto" });

const capital = (text: string): string => text.slice(0, 1).toLocaleUpperCase() + text.slice(1);

/** A day by its local date: the same for all moments of it. */
export function dayOf(atMs: number): number {
  const date = new Date(atMs);
  return date.getFullYear() * 10_000 + date.getMonth() * 100 + date.getDate();
}

/** 14:03 */
export const timeText = (atMs: number): string => ofTime.format(atMs);

/** With its day, in full: for tips. */
export const momentText = (atMs: number): string => ofMoment.format(atMs);

/** "Today", "Yesterday", or the date. */
export function dayText(atMs: number, nowMs: number): string {
  if (dayOf(atMs) === dayOf(nowMs)) return capital(relative.format(0, "day"));
  if (dayOf(atMs) === dayOf(dayBefore(nowMs))) return capital(relative.format(-1, "day"));
  const isThisYear = new Date(atMs).getFullYear() === new Date(nowMs).getFullYear();
  return capital((isThisYear ? ofDay : ofDayOfYear).format(atMs));
}

/** The time of today's, the date of what is older: where there is little room. */
export function shortMomentText(atMs: number, nowMs: number): string {
  if (dayOf(atMs) === dayOf(nowMs)) return timeText(atMs);
  const isThisYear = new Date(atMs).getFullYear() === new Date(nowMs).getFullYear();
  return (isThisYear ? ofShortDay : ofShortYear).format(atMs);
}

/** By the calendar: days of 23 and 25 hours are days. */
function dayBefore(nowMs: number): number {
  const date = new Date(nowMs);
  return new Date(date.getFullYear(), date.getMonth(), date.getDate() - 1, 12).getTime();
}

/** Milliseconds until the next day begins. */
export function untilMidnightMs(nowMs: number): number {
  const date = new Date(nowMs);
  return new Date(date.getFullYear(), date.getMonth(), date.getDate() + 1).getTime() - nowMs;
}
