// Large files.

import { downloads } from "../harness/samples.js";
import { quiet } from "../peers/basehttp.js";
import { nginx } from "../peers/nginx.js";
import { httpServer } from "../peers/npm.js";

export const largeRows = [1, 4, 32].map((connections) => ({
  name: `large-${connections}`,
  groups: ["large"],
  title: `a file of 100 MiB, again and again, ${connections} connection${connections === 1 ? "" : "s"}`,
  folder: "large",
  path: "/100m.bin",
  isLarge: true,
  expect: { bytes: 104_857_600 },
  sample: downloads(connections),
  shows: ["mbps", "cpuPerGB"],
  servers: [quiet, nginx, httpServer],
  goals: [
    { metric: "mbps", against: "nginx", atLeast: 0.9 },
    { metric: "mbps", against: "http-server", atLeast: 1.8 },
    { metric: "cpuPerGB", atMost: 0.3 },
  ],
}));
