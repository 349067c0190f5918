// Who may handle a request now, in a server that handles one at a time. First come, first served.

/**
 * A lock that is handed out in the order it is asked for, while it is open. At first it is closed.
 *
 * Its holder is known by an object: the loop that takes requests, then the request it has taken.
 */
export class Turn {
  #holder: unknown;
  #isOpen = false;
  /** The requests that are handled in turn. They are few, so a Set does no harm. */
  readonly #members = new Set<unknown>();
  readonly #waiting: Waiting[] = [];
  readonly #watching: (() => void)[] = [];

  /** True while nobody has it. */
  get isFree(): boolean {
    return this.#holder === undefined;
  }

  /** Opens it: those who wait get it, one after another. */
  open(): void {
    this.#isOpen = true;
    if (this.isFree) this.#handOn();
  }

  /** Closes it: nobody gets it after its present holder. */
  close(): void {
    this.#isOpen = false;
  }

  /** Waits for the turn; undefined when it was free. */
  take(who: unknown): Promise<void> | undefined {
    if (this.#isOpen && this.isFree) {
      this.#holder = who;
      return undefined;
    }
    return new Promise((resolve) => {
      this.#waiting.push({ who, resolve });
    });
  }

  /** Passes the turn from `who`, if it has it, to a request, which is handled in turn until it leaves. */
  pass(who: unknown, request: unknown): void {
    this.#members.add(request);
    if (this.#holder === who) this.#holder = request;
  }

  /** Waits until a request that has released the turn gets it again; one that has left needs none. */
  takeAgain(request: unknown): Promise<void> | undefined {
    return this.#members.has(request) ? this.take(request) : undefined;
  }

  /** If `who` has the turn, gives it back, and to the next in line. */
  release(who: unknown): void {
    if (this.#holder !== who) return;
    this.#holder = undefined;
    for (const notice of this.#watching.splice(0)) notice();
    if (this.#isOpen) this.#handOn();
  }

  /** Told that nobody waits for `who` any more. A request that is waiting for the turn goes on without it; anybody else gives it back. */
  leave(who: unknown): void {
    const isRequest = this.#members.delete(who);
    const place = isRequest ? this.#waiting.findIndex((one) => one.who === who) : -1;
    if (place === -1) this.release(who);
    else this.#waiting.splice(place, 1)[0]?.resolve();
  }

  /** Waits until the holder of the turn gives it back; undefined when nobody has it. */
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

/** Somebody waiting for the turn. */
interface Waiting {
  readonly who: unknown;
  resolve(): void;
}
