// Groups of processes. None outlives the server's: whoever is left when that exits is killed.

/** How often it is looked whether a group is gone that was asked to go; 50 ms. */
const LOOK_MS = 50;

const groups = new Set<number>();
let isHooked = false;

/** Remembers a group until it has ended. */
export function watchGroup(pid: number): void {
  groups.add(pid);
  if (!isHooked) process.on("exit", killAll);
  isHooked = true;
}

/** Says that there is nothing to end any more. */
export function forgetGroup(pid: number): void {
  groups.delete(pid);
}

/**
 * Asks a group to end, and ends it after `graceMs` milliseconds. `leaderEnded` settles when the process it is named after has ended: until
 * then nothing else can have its number.
 */
export function endGroup(pid: number, graceMs: number, leaderEnded: Promise<unknown>): void {
  if (!signalGroup(pid, "SIGTERM")) return forgetGroup(pid);
  let isLeaderGone = false;
  void leaderEnded.then(() => {
    isLeaderGone = true;
  });
  const begun = performance.now();
  const timer = setInterval(() => {
    const isLate = performance.now() - begun >= graceMs;
    const isThere = signalGroup(pid, isLate ? "SIGKILL" : 0);
    if (isThere && !(isLate && isLeaderGone)) return;
    clearInterval(timer);
    forgetGroup(pid);
  }, LOOK_MS).unref();
}

/** Sends a signal; 0 is none, and only looks. @returns false if the group is gone, or not ours. */
function signalGroup(pid: number, signal: NodeJS.Signals | 0): boolean {
  try {
    process.kill(process.platform === "win32" ? pid : -pid, signal);
    return true;
  } catch {
    return false; // ESRCH: it is gone; EPERM: it became somebody else's
  }
}

function killAll(): void {
  for (const pid of groups) signalGroup(pid, "SIGKILL");
}
