/** Coming in, and going. */
const wait = (seconds: number): string =>
  seconds < 90
    ? new Intl.NumberFormat(undefined, { style: "unit", unit: "second", unitDisplay: "long" }).format(seconds)
    : new Intl.NumberFormat(undefined, { style: "unit", unit: "minute", unitDisplay: "long" }).format(Math.ceil(seconds / 60));

export const entry = {
  tagline: "Chat on a server of your own.",
  pitch: "Rooms, direct messages and files that stay with you, at home with every client: five protocols, one conversation.",
  playground: "Try the protocols in the playground",
  docs: "Documentation",
  ways: "Ways to come in",
  signInTab: "Sign in",
  createTab: "New account",
  guestTab: "As a guest",

  name: "Name",
  nameHint: "3 to 32 letters and digits; also . _ - and single spaces between.",
  password: "Password",
  passwordHint: "At least 6 characters. A sentence is good.",
  showPassword: "Show password",
  hidePassword: "Hide password",
  signIn: "Sign in",
  create: "Create account",
  guestName: "Your name",
  guestHint: "3 to 32 characters. Others see it with what you write.",
  guestAbout: "No account needed: read and write in the lounge. This browser remembers you until you sign out.",
  enterAsGuest: "Look around as a guest",
  backToChat: (name: string) => `Back to the chat as ${name}`,

  nameMissing: "Please give a name.",
  passwordMissing: "Please give your password.",
  newPasswordMissing: "Please choose a password.",
  nameInvalid:
    "This name cannot be used. A name has 3 to 32 letters and digits, of one alphabet; . _ - and single spaces may be in it.",
  nameTaken: "This name is taken. Please choose another one.",
  passwordInvalid: "This password is too short, or much too long. At least 6 characters, please.",
  wrong: "Name and password do not belong together.",
  banned: "This account was banned by the administrators of this server.",
  guestNameInvalid: "This name cannot be used. A name has 3 to 32 characters that can be seen.",
  guestRefused: "The server lets nobody in under this name: somebody has it, or it is not allowed. Please try another one.",
  tooMany: (seconds: number) => `Too many tries. Please wait ${wait(seconds)}.`,
  busy: "The server has too much to do just now. Please try again in a moment.",
  unreachable: "The server cannot be reached. Are you online?",
  failed: "That did not work, and it is the server's fault. Please try again.",

  ended:
    "Your session was ended: on another device, by a new password, or by an administrator. What you wrote is still here: sign in to go on.",
  expired: "You have not been here for a while. Please sign in again; what you wrote is still here.",
  shutOut: "The administrators of this server have ended your visit.",
  deleted: "Your account was deleted. Farewell!",

  signOut: "Sign out",
  unsentTitle: "Sign out and lose what is unsent?",
  unsent: (count: number) =>
    count === 1
      ? "A message of yours has not been sent yet. It is lost when you sign out."
      : `${count} messages of yours have not been sent yet. They are lost when you sign out.`,
  signOutAnyway: "Sign out anyway",
  stay: "Stay",
};
