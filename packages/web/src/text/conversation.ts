export const conversation = {
  label: (room: string) => `Conversation in ${room}`,
  empty: "Nothing has been said here yet",
  emptyHint: "Be the first: say hello.",
  choose: "Choose a room",
  chooseHint: "Pick one at the left, or find another one to join.",
};
