export const notifications = {
  /** What the window is called: `(3) Lounge · Parlance`. */
  title: (unread: number, place: string | undefined, app: string) =>
    `${unread === 0 ? "" : `(${unread > 99 ? "99+" : unread}) `}${place === undefined ? "" : `${place} · `}${app}`,
  direct: (author: string) => author,
  inRoom: (author: string, room: string) => `${author} in ${room}`,
  file: (name: string) => `File: ${name}`,
};
