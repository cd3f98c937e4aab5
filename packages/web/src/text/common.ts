export const common = {
  appName: "Parlance",
  close: "Close",
  cancel: "Cancel",
  save: "Save",
  retry: "Try again",
  loading: "Loading …",
  somethingFailed: "That did not work.",
};
