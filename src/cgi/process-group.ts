// Groups of processes. Those left when the server's process exits are killed. Node does not report an end by a signal that nobody
// handles, so whoever handles one calls `killGroups`.

/** How often to look whether a group is gone; 50 ms. */
const LOOK_MS = 50;

const groups = new Set<ProcessGroup>();
let isHooked = false;

/** Ends all groups at once, when the server's process ends. */
export function killGroups(): void {
  for (const group of groups) group.kill();
}

/**
 * A process, and all that it starts. Once none of them is left the system may give their number to others, so nothing is sent to it any
 * more.
 *
 * Windows has no such groups: there it is the process alone.
 */
export class ProcessGroup {
  /** What signals are sent to. */
  readonly #target: number;
  readonly #isOneProcess: boolean;
  /** Fulfilled when none is left, or all were killed. */
  readonly gone: Promise<void>;
  #tellGone: () => void = () => undefined;
  /** False until the first process has ended: until then nothing else can have its number. */
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

  /** True once none is left, as of the last look. */
  get isOver(): boolean {
    return !groups.has(this);
  }

  /** Must be called as soon as the first process has ended: its number may soon be another's. */
  leaderEnded(): void {
    this.#isLeaderGone = true;
    if (this.#isOneProcess) this.#forget();
    else this.#look();
  }

  /** Asks the whole group to end, and kills it after `graceMs` milliseconds. */
  end(graceMs: number): void {
    if (this.#isAskedToEnd || !groups.has(this)) return;
    this.#isAskedToEnd = true;
    this.#killAt = performance.now() + graceMs;
    if (this.#signal("SIGTERM")) this.#lookOn();
    else this.#forget();
  }

  /** Kills the whole group. */
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

  /** Sends a signal; 0 only looks. @returns false if the group is gone, or no longer ours. */
  #signal(signal: NodeJS.Signals | 0): boolean {
    try {
      process.kill(this.#target, signal);
      return true;
    } catch {
      return false; // ESRCH: it is gone; EPERM: the number is somebody else's by now
    }
  }
}
