/** A client's way to the nodes: through a bad network of its own, now to this node, now to that. */
import { mountsOf } from "../../deployment.ts";
import { calm, LossyProxy } from "../../resume/lossy-proxy.ts";
import type { Setting } from "./setting.ts";

export class Roaming implements AsyncDisposable {
  readonly #setting: Setting;
  readonly #proxy: LossyProxy;
  #node: number;

  private constructor(setting: Setting, proxy: LossyProxy, node: number) {
    this.#setting = setting;
    this.#proxy = proxy;
    this.#node = node;
  }

  static async open(setting: Setting): Promise<Roaming> {
    const { random, nodes, weather, tamper } = setting;
    const node = Math.floor(random() * nodes.length);
    const target = targetOf(setting, node);
    const proxy = await LossyProxy.open({ target, random, weather, ...(tamper === undefined ? {} : { tamper }) });
    return new Roaming(setting, proxy, node);
  }

  /** Where the next connection goes, or the present one went. */
  get node(): number {
    return this.#node;
  }

  /** Of a protocol, by the proxy. */
  url(protocol: "reactions" | "openchamp" | "rooms" | "roster" | "zo"): string {
    const [first] = this.#setting.nodes;
    if (first === undefined) throw new Error("no nodes");
    const mounts = mountsOf(first);
    const { pathname } = new URL(protocol === "roster" ? mounts.rosterPath : mounts[protocol]);
    return this.#proxy.url + pathname;
  }

  /** The next connection goes to any node. */
  move(): void {
    const { random, nodes } = this.#setting;
    this.#node = Math.floor(random() * nodes.length);
    this.#proxy.target = targetOf(this.#setting, this.#node);
  }

  clear(): void {
    this.#proxy.clear();
  }

  /** The weather is as it was. */
  spoil(): void {
    this.#proxy.weather = this.#setting.weather;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#proxy.weather = calm;
    await this.#proxy[Symbol.asyncDispose]();
  }
}

function targetOf({ nodes }: Setting, node: number): string {
  const deployment = nodes[node];
  if (deployment === undefined) throw new Error(`there is no node ${node}`);
  return deployment.http.replace(/^http/, "ws");
}
