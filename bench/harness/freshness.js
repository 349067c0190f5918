// Checks whether a server sends what is in a file now.

import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { ask } from "./exchange.js";

const NAME = "changing.bin";
const BYTES = 1024;
let count = 0;

/** Changes a file of the folder between two requests. Returns what is wrong with the second answer, or undefined. */
export async function checkFreshness(port, folder) {
  for (let times = 0; times < 2; times++) await ask({ port, path: `/${NAME}` }); // now every cache has it
  const content = String(count++).padStart(BYTES, "-");
  writeFileSync(join(folder, NAME), content);
  const { body } = await ask({ port, path: `/${NAME}` });
  return body.toString("latin1") === content ? undefined : "sends old content for a while after a file was changed";
}
