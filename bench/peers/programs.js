// The programs of the system that the benchmarks need, and the Debian packages that bring them.

import { spawnSync } from "node:child_process";

const PROGRAMS = {
  wrk: { package: "wrk", version: ["-v"] },
  nginx: { package: "nginx-light", version: ["-v"] },
  lighttpd: { package: "lighttpd", version: ["-v"] },
  python3: { package: "python3", version: ["-V"] },
  openssl: { package: "openssl", version: ["version"] },
};

/** Where servers are installed; not everybody's PATH has these folders. */
const PATH = `${process.env.PATH}:/usr/sbin:/sbin`;

const versions = new Map();

/** The version of a program; undefined if it is not installed. */
export function programVersion(name) {
  if (!versions.has(name)) {
    const { stdout, stderr, error } = spawnSync(name, PROGRAMS[name].version, {
      encoding: "utf8",
      env: { ...process.env, PATH },
    });
    const version = /\d+\.[\d.]*\d/.exec(`${stdout}${stderr}`)?.[0] ?? "of unknown version";
    versions.set(name, error === undefined ? version : undefined);
  }
  return versions.get(name);
}

/** Why a program cannot be used; undefined if it can. */
export function lack(name) {
  if (programVersion(name) !== undefined) return undefined;
  return `${name} is not here (Debian: apt-get install --no-install-recommends ${PROGRAMS[name].package})`;
}

/** The versions of all programs that are installed. */
export function programVersions() {
  return Object.keys(PROGRAMS).flatMap((name) => {
    const version = programVersion(name);
    return version === undefined ? [] : [`${name} ${version}`];
  });
}

/** Programs are started by name. */
process.env.PATH = PATH;
