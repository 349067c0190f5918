// Who may handle a request now, in a server that handles one at a time. First come, first served.

/**
 * A lock that is given out in order of asking, while it is open. At first it is closed.
 *
 * Whoever has it is known by an object: the loop that gets requests, then the request it has got.
 */
export class Turn {
  #holder: unknown;
  #isOpen = false;
  /** The requests that are handled in turn. Few connections are: a Set does not hurt. */
  readonly #members = new Set<unknown>();
  readonly #waiting: Waiting[] = [];
  readonly #watching: (() => void)[] = [];

  /** True while nobody has it. */
  get isFree(): boolean {
    return this.#holder === undefined;
  }

  /** Lets those who wait have it, one after another. */
  open(): void {
    this.#isOpen = true;
    if (this.isFree) this.#handOn();
  }

  /** Lets nobody have it after the one who has it now. */
  close(): void {
    this.#isOpen = false;
  }

  /** Waits for the turn; undefined when it was to be had at once. */
  take(who: unknown): Promise<void> | undefined {
    if (this.#isOpen && this.isFree) {
      this.#holder = who;
      return undefined;
    }
    return new Promise((resolve) => {
      this.#waiting.push({ who, resolve });
    });
  }

  /** Gives what `who` has to a request, which is handled in turn until it leaves. */
  pass(who: unknown, request: unknown): void {
    this.#members.add(request);
    if (this.#holder === who) this.#holder = request;
  }

  /** Waits for the turn of a request that has released it; one that has left needs none. */
  takeAgain(request: unknown): Promise<void> | undefined {
    return this.#members.has(request) ? this.take(request) : undefined;
  }

  /** Gives the turn back, and to the next in line, if `who` has it. */
  release(who: unknown): void {
    if (this.#holder !== who) return;
    this.#holder = undefined;
    for (const notice of this.#watching.splice(0)) notice();
    if (this.#isOpen) this.#handOn();
  }

  /** Is told that nobody waits for a request any more: it goes on beside those that are handled in turn. Who is no request gives back what it has. */
  leave(who: unknown): void {
    const isRequest = this.#members.delete(who);
    const place = isRequest ? this.#waiting.findIndex((one) => one.who === who) : -1;
    if (place === -1) this.release(who);
    else this.#waiting.splice(place, 1)[0]?.resolve();
  }

  /** Waits until the one who has the turn gives it back; undefined when nobody has it. */
  released(): Promise<void> | undefined {
    if (this.isFree) return undefined;
    return new Promise((resolve) => {
      this.#watching.push(resolve);
    });
  }

  #handOn(): void {
    const next = this.#waiting.shift();
    if (next === undefined) return;
    this.#holder = next.who;
    next.resolve();
  }
}

/** Who waits for the turn. */
interface Waiting {
  readonly who: unknown;
  resolve(): void;
}
