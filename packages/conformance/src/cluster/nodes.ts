/** Several nodes over one database, and what spreads clients over them: to a suite, one deployment. */
import { type Deployment, deploymentAt } from "../deployment.ts";
import { ServerProcess, type StartOptions, temporaryFolder } from "../server-process.ts";
import { type Balancer, startBalancer } from "./balancer.ts";

export interface NodesOptions extends Omit<StartOptions, "inPlaceOf"> {
  readonly count: number;
  /** Its URL; a new one. */
  readonly database: string;
}

export interface Nodes extends AsyncDisposable {
  /** Each of its connections is to the next node. */
  readonly deployment: Deployment;
  readonly all: readonly ServerProcess[];
  /** Connections that each node was given, by the main port and by roster's. */
  readonly given: readonly (readonly number[])[];
  /** From now on clients go to these only. */
  spreadOver(some: readonly ServerProcess[]): void;
  /** One more, which no client goes to yet. */
  another(): Promise<ServerProcess>;
}

export async function startNodes({ count, database, ...options }: NodesOptions): Promise<Nodes> {
  await using ends = new AsyncDisposableStack();
  const [main, roster] = [ends.use(await startBalancer()), ends.use(await startBalancer())];
  const http = `http://127.0.0.1:${main.port}`;
  const env = { PARLANCE_PUBLIC_URL: http, ...options.env };
  const start = async (owner: AsyncDisposableStack): Promise<ServerProcess> => {
    const folder = owner.use(await temporaryFolder("node"));
    return owner.use(await ServerProcess.start(folder.path, { ...options, database, env }));
  };
  const all = await Promise.all(Array.from({ length: count }, () => start(ends)));
  const later = ends.use(new AsyncDisposableStack());
  const spreadOver = (some: readonly ServerProcess[]): void => {
    spread(main, some, ({ deployment }) => deployment.http);
    spread(roster, some, ({ deployment }) => deployment.roster);
  };
  spreadOver(all);
  const limits = options.limits ?? "on";
  const ending = ends.move();
  return {
    deployment: deploymentAt({ http, roster: `ws://127.0.0.1:${roster.port}/`, limits, nodes: count }),
    all,
    get given() {
      return [main.given, roster.given];
    },
    spreadOver,
    another: async () => later.use(await start(later)),
    [Symbol.asyncDispose]: () => ending.disposeAsync(),
  };
}

function spread(balancer: Balancer, nodes: readonly ServerProcess[], urlOf: (node: ServerProcess) => string): void {
  balancer.spreadOver(nodes.map((node) => Number(new URL(urlOf(node)).port)));
}
