// Names of hosts, and the addresses they stand for. node:dns is loaded when the first one is looked up.

/** An address, and its family. */
export interface FoundAddress {
  readonly address: string;
  readonly family: number;
}

/**
 * Finds the address of a host: one of the given family, else the first that the system gives. An address stands for itself.
 *
 * Rejects with `ENOTFOUND` when there is none.
 */
export function findAddress(host: string, family: 0 | 4 | 6 = 0): Promise<FoundAddress> {
  return new Promise((resolve, reject) => {
    process.getBuiltinModule("node:dns").lookup(host, { family }, (error, address, foundFamily) => {
      if (error === null) resolve({ address, family: foundFamily });
      else reject(error);
    });
  });
}
