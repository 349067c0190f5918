// The peers from npm. They are installed when first needed, in a folder of their own outside the project.

import { spawnSync } from "node:child_process";
import { copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { CACHE, ROOT } from "./paths.js";

const PACKAGES = {
  express: "5.2.1",
  fastify: "5.12.5",
  "http-server": "14.1.1",
  serve: "14.2.6",
  "sirv-cli": "3.0.1",
};

const MANIFEST = JSON.stringify({ private: true, dependencies: PACKAGES }, undefined, 2);

let failure;

/** Installs the packages unless they are there. Returns why they cannot be used, or undefined if they can. */
export function installPackages() {
  failure ??= isInstalled() ? "" : install();
  return failure === "" ? undefined : failure;
}

function isInstalled() {
  const manifest = join(CACHE, "package.json");
  if (!existsSync(manifest) || readFileSync(manifest, "utf8") !== MANIFEST) return false;
  return Object.keys(PACKAGES).every((name) => existsSync(join(CACHE, "node_modules", name)));
}

/** Installs under the project's rules about how old a release must be. No script of a package is run. */
function install() {
  console.error(`Installing ${Object.keys(PACKAGES).join(", ")} in ${CACHE} ...`);
  mkdirSync(CACHE, { recursive: true });
  copyFileSync(join(ROOT, ".npmrc"), join(CACHE, ".npmrc"));
  writeFileSync(join(CACHE, "package.json"), MANIFEST);
  const { status, stderr, error } = spawnSync("npm", ["install", "--ignore-scripts", "--no-audit", "--no-fund"], {
    cwd: CACHE,
    encoding: "utf8",
    stdio: ["ignore", "ignore", "pipe"],
  });
  if (status === 0) return "";
  const reason = error?.message ?? stderr.split("\n").find((line) => line.startsWith("npm error")) ?? "";
  return `npm could not install the peers: ${reason}`;
}

/** The path of a file in a package. */
export function inPackage(path) {
  return join(CACHE, "node_modules", path);
}

/** The path of the file that importing a package loads. */
export function entryOf(name) {
  return createRequire(join(CACHE, "package.json")).resolve(name);
}

/** The names and versions of all packages. */
export function packageVersions() {
  return Object.entries(PACKAGES).map(([name, version]) => `${name} ${version}`);
}
