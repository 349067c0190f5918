// How many connections there are, in all and from one address. It counts only where a limit is set.

/** Counts open connections against two limits. */
export class ConnectionCounter {
  #total = 0;
  readonly #byAddress = new Map<string, number>();

  /** Counts a connection in, unless that would be one too many. @returns whether it was. */
  admit(address: string, maxTotal: number, maxPerAddress: number): boolean {
    const fromAddress = this.#byAddress.get(address) ?? 0;
    if (this.#total >= maxTotal || fromAddress >= maxPerAddress) return false;
    this.#total++;
    this.#byAddress.set(address, fromAddress + 1);
    return true;
  }

  /** Tells whether there are as many connections as there may be in all. */
  isFull(maxTotal: number): boolean {
    return this.#total >= maxTotal;
  }

  /** Counts a connection out. */
  leave(address: string): void {
    this.#total--;
    const fromAddress = (this.#byAddress.get(address) ?? 0) - 1;
    if (fromAddress > 0) this.#byAddress.set(address, fromAddress);
    else this.#byAddress.delete(address);
  }
}
