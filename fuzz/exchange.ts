// What is sent over one connection, and how. The same seed and number always make the same exchange.

import { mutate, oversize } from "./mutation.ts";
import { Random } from "./random.ts";
import { validRequest } from "./valid-request.ts";

/** The servers of the child process: what they serve, and the protocol version of their responses. */
export const SERVERS = {
  "echo-1.1": { serves: "echo", protocol: "HTTP/1.1" },
  "echo-1.0": { serves: "echo", protocol: "HTTP/1.0" },
  "serial-echo-1.1": { serves: "echo", protocol: "HTTP/1.1" },
  "files-1.1": { serves: "files", protocol: "HTTP/1.1" },
  "files-1.0": { serves: "files", protocol: "HTTP/1.0" },
} as const;

export type ServerName = keyof typeof SERVERS;

/**
 * How a client behaves when it has sent everything.
 *
 * - `halfClose`: closes its side, and reads to the end
 * - `wait`: waits until everything it may expect has come, and then closes its side
 * - `reset`: cuts the connection after a while
 * - `noRead`: never reads, and cuts the connection after a while
 */
type Ending = "halfClose" | "wait" | "reset" | "noRead";

export interface Exchange {
  readonly server: ServerName;
  /** What is sent, piece by piece; latin-1. */
  readonly pieces: readonly string[];
  /** Milliseconds before each piece but the first; 0: on the next turn of the event loop. */
  readonly delayMs: number;
  readonly ending: Ending;
  /** Milliseconds until the connection is cut, for `reset` and `noRead`. */
  readonly lastMs: number;
}

const SERVER_CHOICE: readonly ServerName[] = [
  "echo-1.1",
  "echo-1.1",
  "echo-1.1",
  "echo-1.0",
  "serial-echo-1.1",
  "files-1.1",
  "files-1.1",
  "files-1.0",
];

/** Makes the exchange with the given number. */
export function makeExchange(seed: number, number: number): Exchange {
  const random = new Random(seed, number);
  const server = random.pick(SERVER_CHOICE);
  const input = makeInput(random, number);
  const isCut = random.onceIn(3);
  const pieces = isCut ? cut(input, random) : [input];
  const delayMs = random.pick([0, 0, 0, 0, 1, 2]);
  const ending = random.pick<Ending>([
    ...Array<Ending>(15).fill("halfClose"),
    "wait",
    "wait",
    "wait",
    "reset",
    random.pick(["reset", "noRead"]),
  ]);
  return { server, pieces, delayMs, ending, lastMs: random.pick([0, 0, 1, 2, 5]) };
}

/** Returns all that an exchange sends; latin-1. */
export function inputOf(exchange: Exchange): string {
  return exchange.pieces.join("");
}

function makeInput(random: Random, number: number): string {
  const count = random.pick([1, 1, 1, 1, 2, 3, 5, random.onceIn(30) ? 50 : 2]);
  const requests = Array.from({ length: count }, (_, index) => validRequest(random, `m${number}.${index}`));
  // One in five is left as it is: the rest would pass a server that refuses everything.
  if (random.onceIn(5)) return requests.join("");
  if (random.onceIn(80)) return oversize(requests.join(""), random);
  if (random.onceIn(3)) return mutate(requests.join(""), random, validRequest(random, `m${number}.x`));
  const victim = random.below(count);
  requests[victim] = mutate(requests[victim] as string, random, validRequest(random, `m${number}.x`));
  return requests.join("");
}

function cut(input: string, random: Random): string[] {
  if (input.length <= 40 && random.onceIn(4)) return [...input];
  const places = Array.from({ length: random.between(1, 6) }, () => random.below(input.length + 1));
  const sorted = [0, ...places.sort((a, b) => a - b), input.length];
  return sorted.slice(1).flatMap((place, i) => (place > (sorted[i] as number) ? [input.slice(sorted[i], place)] : []));
}
