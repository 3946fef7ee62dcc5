import { existsSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { RigError } from "./rig-error.ts";
import { ISTIO_MODULE, VERSIONS } from "./versions.ts";

/** What is built together and cached in one folder. */
export const PARTS = ["etcd", "istio", "kwok", "kubernetes", "envoy", "helm"] as const;
export type Part = (typeof PARTS)[number];

/** The programs of each part. */
export const PROGRAMS = {
  etcd: ["etcd"],
  istio: ["istioctl", "pilot-discovery", "pilot-agent"],
  kwok: ["kwok"],
  kubernetes: ["kube-apiserver", "kube-controller-manager", "kube-scheduler"],
  envoy: ["envoy"],
  helm: ["helm"],
} as const satisfies Record<Part, readonly string[]>;
export type Program = (typeof PROGRAMS)[Part][number];

/** Where built programs are kept between runs, outside the checkout. `MESHPLAN_RIG_CACHE` moves it. */
export function cacheFolder(): string {
  const base = process.env["XDG_CACHE_HOME"] ?? join(homedir(), ".cache");
  return process.env["MESHPLAN_RIG_CACHE"] ?? join(base, "meshplan-rig");
}

/** The folder of one part: complete, or absent. */
export function partFolder(part: Part): string {
  const commit = part === "istio" || part === "helm" ? `-${ISTIO_MODULE.slice(-12)}` : "";
  return join(cacheFolder(), `${part}-${VERSIONS[part]}${commit}`);
}

export function missingParts(): readonly Part[] {
  return PARTS.filter((part) => !existsSync(partFolder(part)));
}

/** Path of a program. A program of the same name in `MESHPLAN_RIG_BIN` comes first, so a build of one's own can be tried. */
export function programPath(program: Program): string {
  const override = process.env["MESHPLAN_RIG_BIN"];
  if (override !== undefined && existsSync(join(override, program))) return join(override, program);
  const part = PARTS.find((each) => PROGRAMS[each].some((name) => name === program));
  if (part === undefined) throw new Error(`internal: no part builds ${program}`);
  const path = join(partFolder(part), program);
  if (!existsSync(path))
    throw new RigError(`${program} is not built: run \`node rig/run.mjs build\``);
  return path;
}

/** The folders for PATH inside the rig. */
export function programFolders(): readonly string[] {
  const override = process.env["MESHPLAN_RIG_BIN"];
  return [...(override === undefined ? [] : [override]), ...PARTS.map(partFolder)];
}

/** A file that a part's build copied out of its module, e.g. `("kwok", "stages/pod-ready.yaml")`. */
export function partFile(part: Part, path: string): string {
  return join(partFolder(part), path);
}
