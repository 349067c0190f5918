// What Kubernetes and Docker set in a container, told apart from what somebody meant to set.

import assert from "node:assert/strict";
import { test } from "node:test";
import { type Environment, readEnvironment } from "../../src/cli/environment.ts";

/** What every container of a namespace is told of a service. */
function kubernetesVariables(service: string): Environment {
  return {
    [`${service}_SERVICE_HOST`]: "10.0.0.11",
    [`${service}_SERVICE_PORT`]: "8000",
    [`${service}_SERVICE_PORT_HTTP`]: "8000",
    [`${service}_PORT`]: "tcp://[fd00::11]:8000",
    ...portVariables(`${service}_PORT_8000_TCP`, "tcp"),
    ...portVariables(`${service}_PORT_3868_SCTP`, "sctp"),
  };
}

/** What a container is told of another one that it is linked to. */
function dockerVariables(alias: string): Environment {
  return {
    [`${alias}_PORT`]: "udp://172.17.0.5:8000",
    ...portVariables(`${alias}_PORT_8000_UDP`, "udp"),
    [`${alias}_PORT_8000_UDP_PORT_START`]: "8000",
    [`${alias}_NAME`]: "/web/docs",
    [`${alias}_ENV_PATH_INFO`]: "a=b",
    [`${alias}_ENV_http_proxy`]: "http://proxy.example",
  };
}

function portVariables(name: string, protocol: string): Environment {
  const [address, port] = ["10.0.0.11", "8000"];
  const whole = `${protocol}://${address}:${port}`;
  return { [name]: whole, [`${name}_PROTO`]: protocol, [`${name}_PORT`]: port, [`${name}_ADDR`]: address };
}

for (const name of [
  "BASEHTTP",
  "BASEHTTP_DOCS",
  "BASEHTTP_PORT",
  "BASEHTTP_CGI",
  "BASEHTTP_1",
  "BASEHTTP_NO_LISTING",
  "BASEHTTP_ENV_TEST",
]) {
  test(`what is told of a service or container that is ${name} in variables neither sets an option nor is refused`, () => {
    assert.deepEqual(readEnvironment(kubernetesVariables(name)), {});
    assert.deepEqual(readEnvironment(dockerVariables(name)), {});
    assert.deepEqual(readEnvironment({ ...kubernetesVariables(name), PORT: "9000" }), { port: 9000 });
  });
}

test("an empty variable is as good as none", () => {
  assert.deepEqual(readEnvironment({ PORT: "", BASEHTTP_QUIET: "" }), {});
  assert.deepEqual(readEnvironment({ BASEHTTP_PORT: "", PORT: "9000" }), { port: 9000 });
});

test("variables of an image and of a worker are nobody's slips, and an empty one is none", () => {
  const names = ["BASEHTTP_VERSION", "BASEHTTP_HELP", "BASEHTTP_WORKER"];
  assert.deepEqual(readEnvironment(Object.fromEntries(names.map((name) => [name, "1"]))), {});
  assert.deepEqual(readEnvironment({ BASEHTTP_EGGS: "", BASE: "1", NOT_BASEHTTP_EGGS: "1" }), {});
});

test("what looks like a platform's variable and is none is refused", () => {
  const refused: readonly (readonly [Environment, message: string | RegExp])[] = [
    [{ BASEHTTP_PORT: "http://10.0.0.11:8000" }, "BASEHTTP_PORT: invalid int value: 'http://10.0.0.11:8000'"],
    [{ BASEHTTP_DOCS_PORT: "8000" }, "unrecognized environment variables: BASEHTTP_DOCS_PORT"],
    [{ BASEHTTP_HOST_NAME: "127.0.0.1" }, "unrecognized environment variables: BASEHTTP_HOST_NAME"],
    [
      { BASEHTTP_HOST: "tcp://[::1]:80" },
      "unrecognized environment variables: BASEHTTP_HOST (did you mean BASEHTTP_BIND?)",
    ],
    [{ BASEHTTP_BIND: "tcp://a" }, "BASEHTTP_BIND: 'tcp://a' is neither an IP address nor a host name"],
    [{ BASEHTTP_SERVICE: "x_ENV_=" }, "unrecognized environment variables: BASEHTTP_SERVICE"],
    [{ BASEHTTP_CGI_ENV_LANG: "C" }, "unrecognized environment variables: BASEHTTP_CGI_ENV_LANG"],
    [{ BASEHTTP__ENV_X: "1", BASEHTTP_NAME: "/a/b" }, "unrecognized environment variables: BASEHTTP__ENV_X"],
    [{ BASEHTTP_DB_ENV_X: "1", BASEHTTP_DB_NAME: "db" }, /BASEHTTP_DB_ENV_X BASEHTTP_DB_NAME$/],
    [{ BASEHTTP_SERVICE_HOSTS: "1" }, "unrecognized environment variables: BASEHTTP_SERVICE_HOSTS"],
    [
      { ...kubernetesVariables("BASEHTTP"), BASEHTTP_SYMLINK: "deny" },
      "unrecognized environment variables: BASEHTTP_SYMLINK (did you mean BASEHTTP_SYMLINKS?)",
    ],
  ];
  for (const [environment, message] of refused) {
    assert.throws(() => readEnvironment(environment), { kind: "usage", message });
  }
});
