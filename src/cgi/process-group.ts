// Groups of processes. Whoever is left when the server's process exits is killed. Of an end by a signal that nobody handles Node says
// nothing: who handles it calls `killGroups`.

/** How often it is looked whether a group is gone; 50 ms. */
const LOOK_MS = 50;

const groups = new Set<ProcessGroup>();
let isHooked = false;

/** Ends all groups at once, as the server's process ends. */
export function killGroups(): void {
  for (const group of groups) group.kill();
}

/**
 * A process, and all that it starts. Once none of them is left the system may give its number to others: nothing is sent to it any more.
 *
 * Windows has no such groups. There it is the process alone.
 */
export class ProcessGroup {
  /** What signals are sent to. */
  readonly #target: number;
  readonly #isOneProcess: boolean;
  /** Is fulfilled when none is left, or all were killed. */
  readonly gone: Promise<void>;
  #tellGone: () => void = () => undefined;
  /** False until the process it is named after has ended: until then nothing else can have its number. */
  #isLeaderGone = false;
  #killAt = Number.POSITIVE_INFINITY;
  #isAskedToEnd = false;
  #looks: NodeJS.Timeout | undefined;

  constructor(pid: number, isOneProcess: boolean = process.platform === "win32") {
    this.#isOneProcess = isOneProcess;
    this.#target = isOneProcess ? pid : -pid;
    this.gone = new Promise((resolve) => {
      this.#tellGone = resolve;
    });
    groups.add(this);
    if (!isHooked) process.on("exit", killGroups);
    isHooked = true;
  }

  /** True once none is left, as far as was looked. */
  get isOver(): boolean {
    return !groups.has(this);
  }

  /** Is told that the process it is named after has ended, at once: soon its number may be another's. */
  leaderEnded(): void {
    this.#isLeaderGone = true;
    if (this.#isOneProcess) this.#forget();
    else this.#look();
  }

  /** Asks all of it to end, and ends it after `graceMs` milliseconds. */
  end(graceMs: number): void {
    if (this.#isAskedToEnd || !groups.has(this)) return;
    this.#isAskedToEnd = true;
    this.#killAt = performance.now() + graceMs;
    if (this.#signal("SIGTERM")) this.#lookOn();
    else this.#forget();
  }

  /** Ends all of it at once. */
  kill(): void {
    this.#signal("SIGKILL");
  }

  #look(): void {
    const isLate = performance.now() >= this.#killAt;
    const isThere = this.#signal(isLate ? "SIGKILL" : 0);
    if (isThere && !(isLate && this.#isLeaderGone)) this.#lookOn();
    else this.#forget();
  }

  #lookOn(): void {
    this.#looks ??= setInterval(() => this.#look(), LOOK_MS).unref();
  }

  #forget(): void {
    clearInterval(this.#looks);
    groups.delete(this);
    this.#tellGone();
  }

  /** Sends a signal; 0 is none, and only looks. @returns false if the group is gone, or not ours. */
  #signal(signal: NodeJS.Signals | 0): boolean {
    try {
      process.kill(this.#target, signal);
      return true;
    } catch {
      return false; // ESRCH: it is gone; EPERM: it became somebody else's
    }
  }
}
