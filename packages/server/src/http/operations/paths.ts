/** Routes for operators and their machines, who ask every few seconds; pages of other origins have no business there. */
export const operatorPaths: ReadonlySet<string> = new Set(["/health", "/ready", "/metrics"]);
