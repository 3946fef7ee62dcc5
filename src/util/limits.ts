/** One bound that meshplan keeps: what it holds, and what people read about it in docs/limits.md. */
export interface Limit {
  /** In `unit`. */
  readonly most: number;
  readonly unit:
    "bytes" | "milliseconds" | "tokens" | "entries" | "levels" | "pages" | "times" | "at a time";
  /** What the limit bounds, for the first column of docs/limits.md. */
  readonly of: string;
  /** What happens beyond it, with the code that is reported. */
  readonly beyond: string;
}

const KIB = 1024;
const MIB = 1024 * KIB;
const SECONDS = 1000;

/**
 * Every bound on outside input, in one place, so that the code and docs/limits.md (scripts/limits-doc.mjs) cannot differ. None
 * is a setting: each is far above what a mesh of hundreds of clusters needs, and below what harms a machine.
 */
export const LIMITS = {
  answer: {
    most: 16 * MIB,
    unit: "bytes",
    of: "one answer of an API server (of a list: one page), unpacked",
    beyond: "MP9128",
  },
  answerParts: {
    most: 500_000,
    unit: "entries",
    of: "maps, lists and their entries in such an answer (200 Pods have some 100,000)",
    beyond: "MP9128",
  },
  answers: {
    most: 64 * MIB,
    unit: "bytes",
    of: "all answers of one cluster at once, an entry counted as 16 bytes at least; an eighth of it comes back each second",
    beyond: "MP9128",
  },
  smallAnswer: {
    most: MIB,
    unit: "bytes",
    of: "one answer that is read whatever the others are",
    beyond: "it waits for its turn",
  },
  largeAnswers: {
    most: 1,
    unit: "at a time",
    of: "larger answers, of all clusters",
    beyond: "the others wait",
  },
  unpacking: {
    most: 200,
    unit: "times",
    of: "the packed bytes of such an answer, unpacked (lists of Kubernetes grow 20 to 40 times)",
    beyond: "MP9128",
  },
  nesting: {
    most: 500,
    unit: "levels",
    of: "maps and lists in each other, in answers, kubeconfigs and what renderers print",
    beyond: "MP9116, MP9102 or MP9204",
  },
  watchLine: {
    most: 16 * MIB,
    unit: "bytes",
    of: "one event of a watch",
    beyond: "MP9128",
  },
  listPages: {
    most: 1000,
    unit: "pages",
    of: "one list (200 objects a page)",
    beyond: "MP9129",
  },
  kept: {
    most: 8 * MIB,
    unit: "bytes",
    of: "what is kept of all lists of one cluster at once, an object counted as 512 at least; an eighth of it comes back each second",
    beyond: "MP9129",
  },
  listRestarts: {
    most: 3,
    unit: "times",
    of: "a list that starts over because its rest was compacted away (410), with pauses",
    beyond: "MP9129",
  },
  connecting: {
    most: 10 * SECONDS,
    unit: "milliseconds",
    of: "TCP and TLS of a connection",
    beyond: "made again, then MP9107",
  },
  handshake: {
    most: 5 * SECONDS,
    unit: "milliseconds",
    of: "TCP and TLS with an API server at an address that only the mesh file names",
    beyond: "not tried from here: MP0601",
  },
  answering: {
    most: 65 * SECONDS,
    unit: "milliseconds",
    of: "a request until its whole answer is there; of a watch until its first byte, or the end of a refusal",
    beyond: "MP9115",
  },
  silence: {
    most: 100 * SECONDS,
    unit: "milliseconds",
    of: "a watch that says nothing",
    beyond: "the watch is made again",
  },
  requestsHere: {
    most: 10,
    unit: "at a time",
    of: "requests to one cluster (watches do not count)",
    beyond: "the others wait",
  },
  requestsEverywhere: {
    most: 64,
    unit: "at a time",
    of: "requests to all clusters",
    beyond: "the others wait",
  },
  pause: {
    most: 10 * SECONDS,
    unit: "milliseconds",
    of: "a pause before a request is repeated",
    beyond: "no pause is longer",
  },
  askedPause: {
    most: 30 * SECONDS,
    unit: "milliseconds",
    of: "a pause that a server asks for (Retry-After)",
    beyond: "no pause is longer",
  },
  kubeconfig: {
    most: 16 * MIB,
    unit: "bytes",
    of: "a kubeconfig",
    beyond: "MP9130",
  },
  yamlTokens: {
    most: 600_000,
    unit: "tokens",
    of: "words, brackets and gaps of a kubeconfig, or of one manifest, in YAML (some 100,000 lines; JSON is not counted)",
    beyond: "MP9130, MP9204 or MP9213",
  },
  credentialFile: {
    most: MIB,
    unit: "bytes",
    of: "a file that a kubeconfig names: tokens, keys, certificates",
    beyond: "MP9105",
  },
  meshFile: {
    most: 512 * KIB,
    unit: "bytes",
    of: "a mesh file",
    beyond: "MP0101",
  },
  meshNesting: {
    most: 64,
    unit: "levels",
    of: "maps and lists in each other, in a mesh file",
    beyond: "MP0110",
  },
  meshTokens: {
    most: 400_000,
    unit: "tokens",
    of: "words, brackets and gaps of a mesh file (1,000 full clusters have some 100,000)",
    beyond: "MP0101",
  },
  file: {
    most: 256 * MIB,
    unit: "bytes",
    of: "a saved plan, and every file that a mesh file names",
    beyond: "MP9005",
  },
  pipe: {
    most: 5 * SECONDS,
    unit: "milliseconds",
    of: "a named pipe without a byte, and one that is written to until somebody reads it",
    beyond: "MP9131, MP9006; MP9011 once it was read",
  },
  wholePipe: {
    most: 60 * SECONDS,
    unit: "milliseconds",
    of: "waiting for a named pipe, in all",
    beyond: "MP9131",
  },
  plugin: {
    most: 60 * SECONDS,
    unit: "milliseconds",
    of: "a credential plug-in, with the programs it starts and has not left behind",
    beyond: "it is ended, MP9106",
  },
  pluginOutput: {
    most: MIB,
    unit: "bytes",
    of: "what a credential plug-in prints",
    beyond: "it is ended, MP9106",
  },
  render: {
    most: 120 * SECONDS,
    unit: "milliseconds",
    of: "one render of istioctl or Helm, with the programs it starts and has not left behind",
    beyond: "it is ended, MP9203 or MP9212",
  },
  renderOutput: {
    most: 64 * MIB,
    unit: "bytes",
    of: "what one render prints",
    beyond: "it is ended, MP9203 or MP9212",
  },
  pull: {
    most: 120 * SECONDS,
    unit: "milliseconds",
    of: "pulling one chart",
    beyond: "it is ended, MP9216",
  },
  version: {
    most: 30 * SECONDS,
    unit: "milliseconds",
    of: "asking a renderer for its version",
    beyond: "it is ended, MP9203 or MP9212",
  },
  programErrors: {
    most: 16 * KIB,
    unit: "bytes",
    of: "the end of a program's standard error that is kept for messages",
    beyond: "the rest is dropped",
  },
  forgeAnswer: {
    most: 32 * MIB,
    unit: "bytes",
    of: "one answer of GitHub or GitLab: a page of comments",
    beyond: "MP9330",
  },
  forgeAnswerTime: {
    most: 60 * SECONDS,
    unit: "milliseconds",
    of: "one answer of GitHub or GitLab",
    beyond: "it counts as away",
  },
  forgePages: {
    most: 100,
    unit: "pages",
    of: "comments of a pull request among which ours is looked for, 100 on a page",
    beyond: "a new one is written",
  },
  forgeTries: {
    most: 6,
    unit: "times",
    of: "sending one request to GitHub or GitLab",
    beyond: "MP9330",
  },
  forgeWait: {
    most: 15 * 60 * SECONDS,
    unit: "milliseconds",
    of: "waiting before one of them, because GitHub or GitLab says so",
    beyond: "MP9330",
  },
} as const satisfies { readonly [name: string]: Limit };
