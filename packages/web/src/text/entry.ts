export const entry = {
  welcome: "Welcome",
  guestName: "Your name",
  enterAsGuest: "Look around as a guest",
  signOut: "Sign out",
};
