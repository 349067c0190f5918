import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { describe, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { findProgram, needs } from "../support/programs.ts";
import { Follower } from "./follower.ts";
import { patternOf, type Step, steady, stepsOf } from "./page.ts";

/** What pages use beyond the shell, and where it comes from. */
const PROGRAMS: Readonly<Record<string, string>> = {
  curl: "curl",
  wget: "wget",
  pip: "python3-pip",
  git: "git",
  "php-cgi": "php-cgi",
  python3: "python3",
  openssl: "openssl",
};

const PRINT_MS = 60_000;

const names = readdirSync("docs/jobs").filter((name) => name.endsWith(".md"));

function required(steps: readonly Step[]): { skip?: string } {
  const commands = steps.map((step) => (step.kind === "save" ? "" : step.commands)).join("");
  const used = Object.keys(PROGRAMS).filter((program) => new RegExp(`\\b${program}\\s`).test(commands));
  const missing = used.find((program) => findProgram(program) === undefined);
  return needs(missing === undefined || undefined, `install ${missing} (Debian: ${PROGRAMS[missing ?? ""]})`);
}

/** What a server prints may come a moment after its answer. */
async function untilPrinted(printed: () => string, pattern: RegExp): Promise<void> {
  const deadline = Date.now() + PRINT_MS;
  while (!pattern.test(steady(printed())) && Date.now() < deadline) await sleep(20);
  assert.match(steady(printed()), pattern);
}

describe("docs/jobs", { concurrency: 2 }, () => {
  for (const name of names) {
    const steps = stepsOf(`docs/jobs/${name}`);

    test(`docs/jobs/${name}: the commands work as shown`, required(steps), async () => {
      await using follower = await Follower.start();
      const servers: { shown: string; printed: () => string }[] = [];
      for (const step of steps) {
        if (step.kind === "save") {
          follower.save(step.name, step.code);
        } else if (step.kind === "serve") {
          const printed = await follower.serve(step.commands);
          if (step.shown !== undefined) servers.push({ shown: step.shown, printed });
        } else {
          const printed = steady(await follower.run(step.commands));
          if (step.shown !== undefined) assert.match(printed, patternOf(step.shown, true), step.commands);
        }
      }
      for (const { shown, printed } of servers) await untilPrinted(printed, patternOf(shown, false));
    });

    test(`docs/jobs/${name}: every program that is saved is run`, () => {
      const commands = steps.map((step) => (step.kind === "save" ? "" : step.commands)).join("");
      assert.ok(commands.length > 0);
      for (const step of steps) if (step.kind === "save") assert.ok(commands.includes(step.name), step.name);
    });
  }

  test("docs/README.md lists every page of docs and of docs/jobs", () => {
    const index = readFileSync("docs/README.md", "utf8");
    const pages = readdirSync("docs").filter((name) => name.endsWith(".md") && name !== "README.md");
    for (const path of [...pages, ...names.map((name) => `jobs/${name}`)])
      assert.ok(index.includes(`](${path})`), path);
  });
});
