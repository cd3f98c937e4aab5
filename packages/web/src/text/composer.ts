export const composer = {
  label: (room: string) => `Message to ${room}`,
  send: "Send",
};
