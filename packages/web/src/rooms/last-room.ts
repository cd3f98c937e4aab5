/** The room that a person was in last, in this browser: where they begin the next time. */
const key = (personId: string): string => `parlance.last-room.${personId}`;

export const lastRoom = {
  get: (personId: string): string | undefined => localStorage.getItem(key(personId)) ?? undefined,
  set: (personId: string, roomId: string): void => {
    try {
      localStorage.setItem(key(personId), roomId);
    } catch {
      // A full or forbidden storage: they begin in the lounge.
    }
  },
};
