import assert from "node:assert/strict";
import { describe, type TestContext, test } from "node:test";
import { ProcessGroup } from "../../src/cgi/process-group.ts";
import { until } from "../support/waiting.ts";

/** A system with one group of processes: what it is sent, looks aside, and whether it is there. */
class System {
  readonly signals: unknown[] = [];
  looks = 0;
  isThere = true;
  readonly targets = new Set<number>();
  readonly group: ProcessGroup;

  constructor(t: TestContext, isOneProcess = false) {
    this.group = new ProcessGroup(4711, isOneProcess);
    t.mock.method(process, "kill", (target: number, signal: string | number) => {
      this.targets.add(target);
      if (!this.isThere) throw Object.assign(new Error("kill ESRCH"), { code: "ESRCH" });
      if (signal === 0) this.looks++;
      else this.signals.push(signal);
    });
  }

  async gone(): Promise<void> {
    let isGone = false;
    void this.group.gone.then(() => {
      isGone = true;
    });
    await until(() => isGone); // keeps the test alive: the group does not
  }
}

describe("a group of processes", () => {
  test("is sent nothing once its last process has ended: its number may be another's", async (t) => {
    const system = new System(t);
    system.isThere = false;
    system.group.leaderEnded();
    await system.gone();
    system.isThere = true; // somebody else
    system.group.end(0);
    assert.deepEqual(system.signals, []);
  });

  test("is looked at from the end of its first process on, until the others have ended too", async (t) => {
    const system = new System(t);
    system.group.leaderEnded();
    await until(() => system.looks > 2);
    system.isThere = false;
    await system.gone();
    system.isThere = true;
    system.group.end(0);
    assert.deepEqual(system.signals, []);
  });

  test("is asked to end, and is then left alone until it has", async (t) => {
    const system = new System(t);
    system.group.end(60_000);
    system.group.end(0); // once is enough
    await until(() => system.looks > 2);
    system.isThere = false;
    await system.gone();
    assert.deepEqual(system.signals, ["SIGTERM"]);
    assert.deepEqual([...system.targets], [-4711]);
  });

  test("is one process where the system has no groups, and is over with it", async (t) => {
    const system = new System(t, true);
    system.group.end(60_000);
    assert.deepEqual([...system.targets], [4711]);
    system.group.leaderEnded();
    await system.gone();
    system.group.end(0); // to somebody else, whose number it is now
    assert.deepEqual([system.looks, system.signals], [0, ["SIGTERM"]]);
  });

  test("is killed where it does not end in time, until its first process has ended", async (t) => {
    const system = new System(t);
    system.group.end(1);
    await until(() => system.signals.length > 2);
    system.group.leaderEnded();
    await system.gone();
    assert.deepEqual(system.signals.slice(0, 3), ["SIGTERM", "SIGKILL", "SIGKILL"]);
  });
});
