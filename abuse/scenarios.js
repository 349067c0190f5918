// What is done to the server, and what it may cost. Costs are bounds on growth: `heldBytesEach` while the attack is at its height,
// `peakBytes` at any time, each beyond what the server held before. Of the heap `LEFT_HEAP_BYTES` may be left afterwards.
// `outcome` is what has to become of the abusers; where there is none, anything may. Normal clients are served all the time, but where
// `recoversWithinMs` says how soon afterwards.

const KIB = 1024;
const MIB = 1024 * KIB;

/** What the heap may have grown by afterwards: compiled code and caches, but nothing for each abuser. */
export const LEFT_HEAP_BYTES = 2 * MIB;

export const SCENARIOS = [
  {
    name: "slow-heads",
    title: "500 clients send a head, a byte each 100 ms; the limit is 2 s",
    limits: { headMs: 2000 },
    heldBytesEach: { count: 500, bytes: 32 * KIB },
    outcome: /^500 closed after 408$/,
  },
  {
    name: "slow-readers",
    title: "100 clients download 100 MB: 90 take nothing, 10 a little; the limit is 3 s",
    limits: { writeStallMs: 3000 },
    heldBytesEach: { count: 100, bytes: 128 * KIB },
    outcome: /^who sipped: 10 open; who took nothing: 90 (cut|closed)( after 200)?$/,
  },
  {
    name: "resets",
    title: "1,000 downloads of 100 MB are reset after their first bytes",
    peakBytes: 32 * MIB,
    outcome: /^1000 left after 200$/,
  },
  {
    name: "tiny-chunks",
    title: "4 bodies of 200,000 chunks of one byte, and one whose 20,000 chunks come one by one",
    peakBytes: 32 * MIB,
    outcome: /^5 closed after 200$/,
  },
  {
    name: "idle-connections",
    title: "10,000 connections say nothing",
    descriptors: 10_100,
    heldBytesEach: { count: 10_000, bytes: 10 * KIB }, // node:http needs 8.3; 6 is the goal
    outcome: /^10000 open$/,
  },
  {
    name: "pipelining",
    title: "4 clients send 5,000 requests for 10 KB each, and read no answer",
    heldBytesEach: { count: 4, bytes: 2 * MIB },
    outcome: /^4 open$/,
  },
  {
    name: "unread-upload",
    title: "bodies of 1 GiB that no method reads",
    peakBytes: 8 * MIB,
  },
  {
    name: "no-descriptors",
    title: "300 clients of a server that may have 100 descriptors",
    maxDescriptors: 100,
    recoversWithinMs: 1000,
    outcome: /\bopen after 200\b/,
  },
  {
    name: "scripts",
    title: "2,000 requests for CGI scripts, 50 at a time; every tenth client leaves in the middle",
    hasScripts: true,
    peakBytes: 64 * MIB,
    outcome: /^(?=.*1800 closed after 200).*200 left after 200/,
  },
  {
    name: "slowhttptest-heads",
    title: "slowhttptest -H: 300 slow heads; the limit is 2 s",
    limits: { headMs: 2000 },
    slowhttptest: "-H -c 300 -r 300 -i 1 -l 6 -u /hello",
    peakBytes: 32 * MIB,
  },
  {
    name: "slowhttptest-bodies",
    title: "slowhttptest -B: 300 slow bodies; the limit is 2 s",
    limits: { slowBodyMs: 2000 },
    slowhttptest: "-B -c 300 -r 300 -i 1 -l 6 -s 8192 -u /read",
    peakBytes: 32 * MIB,
  },
  {
    name: "slowhttptest-readers",
    title: "slowhttptest -X: 300 slow readers of 100 MB; the limit is 3 s",
    limits: { writeStallMs: 3000 },
    slowhttptest: "-X -c 300 -r 300 -w 512 -y 1024 -n 5 -z 32 -l 6 -u /large",
    peakBytes: 300 * 128 * KIB,
  },
].map((scenario) => ({ outcome: /^/, ...scenario }));
