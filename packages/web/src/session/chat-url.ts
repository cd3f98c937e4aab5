/** The server's zo mount, where this page came from. */
export const chatUrl = new URL("/zo", location.href.replace(/^http/, "ws")).href;
