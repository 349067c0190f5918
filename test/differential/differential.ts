// The tests that compare two servers: groups of cases, sent to ours and to one Python after another.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { needs } from "../support/programs.ts";
import type { ServerProgram } from "../support/server-program.ts";
import type { Case, Group } from "./cases/case.ts";
import { type Compared, compareGroup, observe } from "./compare.ts";
import type { DifferenceName } from "./differences.ts";
import type { Outcome } from "./outcome.ts";
import { choosePythons, findPythons, type Python } from "./pythons.ts";

/** The version both servers are told to speak. */
export type Protocol = Group["protocol"];

const PROTOCOLS: readonly Protocol[] = ["HTTP/1.0", "HTTP/1.1"];

/** Two servers to compare. */
export interface Comparison {
  readonly title: string;
  readonly groups: readonly Group[];
  /** Starts our server. */
  readonly startOurs: (protocol: Protocol) => Promise<ServerProgram>;
  readonly startPython: (python: Python, protocol: Protocol) => Promise<ServerProgram>;
  /** Tells which differences that any case may meet have to be met by some case. */
  readonly expectedEverywhere: (python: Python) => readonly string[];
  /** The differences that are for the cases of these groups. */
  readonly differences: Readonly<Record<string, unknown>>;
}

const pythons = await findPythons();
const required = needs(pythons[0], "install Python 3.8 to 3.13 (Debian: apt-get install python3) to compare with it");

/** Declares the tests of a comparison. */
export function compareServers({ title, groups, startOurs, startPython, ...rest }: Comparison): void {
  describe(title, required, () => {
    const running: ServerProgram[] = [];
    const ours = new Map<Group, Outcome[]>();

    async function start(program: Promise<ServerProgram>): Promise<ServerProgram> {
      running.push(await program);
      return program;
    }

    before(async () => {
      for (const protocol of PROTOCOLS) {
        const server = await start(startOurs(protocol));
        for (const group of groups.filter((each) => each.protocol === protocol)) {
          ours.set(group, await observe(server, group.cases, { protocol, isPython: false }));
        }
      }
    });

    after(async () => {
      for (const program of running) await program[Symbol.asyncDispose]();
    });

    for (const python of choosePythons(pythons)) {
      describe(`Python ${python.name} and basehttp`, () => {
        const servers = new Map<Protocol, ServerProgram>();
        const met = new Set<string>();

        before(async () => {
          for (const protocol of PROTOCOLS) servers.set(protocol, await start(startPython(python, protocol)));
        });

        for (const group of groups) {
          test(`do the same with ${group.cases.length} ${group.name}`, async () => {
            const server = servers.get(group.protocol) as ServerProgram;
            const findings = compareGroup(group, python, await observeAll(server, group, ours.get(group) as Outcome[]));
            for (const name of findings.met) met.add(name);
            assert.equal(findings.problems.length, 0, `problems:\n${findings.problems.join("\n")}`);
          });
        }

        test("show every difference between Pythons that is to be expected", () => {
          assert.deepEqual(
            rest.expectedEverywhere(python).filter((name) => !met.has(name)),
            [],
          );
        });
      });
    }
  });

  test(`every difference of ${title} is named by a case`, () => {
    const named = new Set(groups.flatMap(({ cases }) => cases.flatMap(({ differs = [] }) => differs)));
    assert.deepEqual(
      Object.keys(rest.differences).filter((name) => !named.has(name as DifferenceName)),
      [],
    );
  });

  test(`no two requests of ${title} are the same`, () => {
    const requests = groups.flatMap(({ protocol, cases }) =>
      cases.map((each) => protocol + each.halfClose + each.request),
    );
    assert.deepEqual(
      requests.filter((request, index) => requests.indexOf(request) !== index),
      [],
    );
  });
}

async function observeAll(server: ServerProgram, group: Group, ours: readonly Outcome[]): Promise<Compared[]> {
  const settings = { protocol: group.protocol, isPython: true };
  const python = await observe(server, group.cases, settings);
  const withLike = group.cases.filter(({ like }) => like !== undefined);
  const likes = withLike.map((each): Case => ({ ...each, request: each.like as string }));
  const likeOutcomes = await observe(server, likes, settings);
  return group.cases.map((each, index) => ({
    case: each,
    ours: ours[index] as Outcome,
    python: python[index] as Outcome,
    pythonLike: likeOutcomes[withLike.indexOf(each)],
  }));
}
