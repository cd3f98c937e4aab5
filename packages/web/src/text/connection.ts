export const connection = {
  connecting: "Connecting …",
  catchingUp: "Catching up …",
  offline: "You are offline. What you write is sent when you are back.",
};
