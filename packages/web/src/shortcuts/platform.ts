/** Whether the keys are a Mac's. */
export const isMac = /mac|iphone|ipad/i.test(navigator.platform);
