export const common = {
  appName: "Parlance",
  close: "Close",
  cancel: "Cancel",
  save: "Save",
  retry: "Try again",
  loading: "Loading …",
  somethingFailed: "That did not work.",
  partMissing: "This part could not be loaded",
  partMissingHint: "You may be offline, or there is a newer version of this page.",
  reload: "Load the page again",
};
