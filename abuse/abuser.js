// Makes one attack, in a process of its own, so that its work is not taken for the server's.
// Arguments: the name of the attack, the port of the server.

import { once } from "node:events";

const [name, port] = process.argv.slice(2);
const { attack } = await import(`./attacks/${name}.js`);

/** Tells that the attack is at its height, and waits until the server has been measured. */
async function height() {
  process.send({ isAtHeight: true });
  await once(process, "message");
}

const outcome = await attack(Number(port), height);
process.send({ outcome }, () => process.exit(0));
