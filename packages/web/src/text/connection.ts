const seconds = new Intl.NumberFormat(undefined, { style: "unit", unit: "second", unitDisplay: "long" });

/** How the connection is. */
export const connection = {
  label: "Connection",
  connecting: "Connecting …",
  catchingUp: "Catching up …",
  offline: "You are offline. What you write is sent when you are back.",
  nextTry: (inSeconds: number) => (inSeconds > 0 ? `Next try in ${seconds.format(inSeconds)}.` : "Trying …"),
  tryNow: "Try now",
  back: "You are online again.",
  refusedGuest: "The server does not let you in under this name: somebody else may have it now.",
  otherName: "Choose another name",
  waiting: (count: number) => (count === 1 ? "1 message waits" : `${count} messages wait`),
  failed: (count: number) => (count === 1 ? "1 message was not sent" : `${count} messages were not sent`),
  unsent: "Unsent messages",
  goThere: (room: string) => `Go to ${room}`,
  discard: "Discard",
  retry: "Try again",
  fileOnly: "A file",
};
