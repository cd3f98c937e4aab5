/**
 * Carries messages between the processes that serve one contract, so that `to`, `toRoom` and `broadcast` reach connections elsewhere.
 *
 * Delivery is **at most once**: a message published while a subscription is being made, or while the bus is away, is lost, and
 * nobody is told. What must not be lost belongs in a store, with a subscription that resumes by `tracked` ids.
 */
export interface Bus {
  /** MUST NOT throw or reject: a bus that cannot carry reports it its own way. MUST keep the order of one topic from one publisher. */
  publish(topic: string, data: string): void;
  /**
   * MUST give each message of the topic to the listener at most once, the publisher's own too. MUST NOT call back
   * before it returned. Resolves when messages published from now on will arrive.
   */
  subscribe(topic: string, listener: (data: string) => void): BusSubscription;
}

export interface BusSubscription {
  readonly ready: Promise<void>;
  /** After this the listener MUST NOT be called. */
  unsubscribe(): void;
}
