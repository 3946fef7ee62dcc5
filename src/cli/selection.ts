import type { TrustFlags } from "./trust-flags.ts";

/** The operator's choice of clusters, files and programs, as commander passes it on. */
export interface SelectionFlags extends TrustFlags {
  readonly allowPath?: readonly string[];
  readonly istioctl?: string;
  readonly helm?: string;
  readonly renderCache?: boolean;
}

type Words = (flags: SelectionFlags) => readonly string[];

const WORDS: readonly (readonly [flag: string, words: Words])[] = [
  [
    "--context",
    ({ context = {} }) =>
      Object.entries(context).flatMap(([cluster, name]) => ["--context", `${cluster}=${name}`]),
  ],
  ["--contexts", ({ contexts }) => (contexts === undefined ? [] : ["--contexts", contexts.join()])],
  [
    "--trust-kubeconfig",
    ({ trustKubeconfig = [] }) =>
      trustKubeconfig.flatMap(({ path, sha256 }) => [
        "--trust-kubeconfig",
        sha256 === undefined ? path : `${path}@sha256:${sha256}`,
      ]),
  ],
  ["--allow-path", ({ allowPath = [] }) => allowPath.flatMap((path) => ["--allow-path", path])],
  ["--untrusted", ({ untrusted }) => (untrusted === true ? ["--untrusted"] : [])],
  ["--istioctl", ({ istioctl }) => (istioctl === undefined ? [] : ["--istioctl", istioctl])],
  ["--helm", ({ helm }) => (helm === undefined ? [] : ["--helm", helm])],
  ["--render-cache", ({ renderCache }) => (renderCache === true ? ["--render-cache"] : [])],
];

/** The flags of each command that a next step proposes. */
const OF_COMMAND = {
  plan: WORDS.map(([flag]) => flag),
  apply: WORDS.map(([flag]) => flag),
  unlock: WORDS.map(([flag]) => flag),
  explain: WORDS.map(([flag]) => flag),
  show: ["--context"],
} satisfies Readonly<Record<string, readonly string[]>>;

/**
 * The given flags that the proposed command takes as well, as words for `commandLine`: without them a next step would ask other
 * clusters, be refused the file's paths, or render with another program.
 */
export function selection(
  command: keyof typeof OF_COMMAND,
  flags: SelectionFlags,
): readonly string[] {
  const taken: readonly string[] = OF_COMMAND[command];
  return WORDS.flatMap(([flag, words]) => (taken.includes(flag) ? words(flags) : []));
}
