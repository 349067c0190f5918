// How many connections there are, in all and from one address. It counts only where a limit is set.

/** How many connections there may be. */
export interface ConnectionLimits {
  readonly maxConnections: number;
  readonly maxConnectionsPerAddress: number;
}

/** Counts open connections against two limits. */
export class ConnectionCounter {
  #total = 0;
  readonly #byAddress = new Map<string, number>();

  /** Counts a connection in, unless that would exceed a limit. @returns that limit. */
  admit(address: string, limits: ConnectionLimits): keyof ConnectionLimits | undefined {
    const fromAddress = this.#byAddress.get(address) ?? 0;
    if (this.#total >= limits.maxConnections) return "maxConnections";
    if (fromAddress >= limits.maxConnectionsPerAddress) return "maxConnectionsPerAddress";
    this.#total++;
    this.#byAddress.set(address, fromAddress + 1);
    return undefined;
  }

  /** Counts a connection out. */
  leave(address: string): void {
    this.#total--;
    const fromAddress = (this.#byAddress.get(address) ?? 0) - 1;
    if (fromAddress > 0) this.#byAddress.set(address, fromAddress);
    else this.#byAddress.delete(address);
  }
}
