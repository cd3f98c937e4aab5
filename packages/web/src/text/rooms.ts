export const rooms = {
  label: "Rooms",
  notes: "Notes to yourself",
  unnamed: "Room without a name",
  unread: (count: number) => `${count} unread`,
  mentions: (count: number) => `${count} unread, with mentions`,
  back: "Back to the rooms",
};
