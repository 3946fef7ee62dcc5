import { MeshplanError } from "../../errors.ts";
import { isMap } from "../../kube/object.ts";
import { jsonOf } from "../kubernetes/api-status.ts";
import { LIMITS } from "../../util/limits.ts";
import type { CacheFolder } from "./cache-folder.ts";
import { runProcess } from "../host/process.ts";
import { rendererEnv } from "./renderer-env.ts";
import { findProgram, type Program, type ProgramPlaces } from "./programs.ts";

/** `--istioctl`, else MESHPLAN_ISTIOCTL, else `istioctl-VERSION` or `istioctl` on PATH. */
export function findIstioctl(
  wanted: string,
  places: ProgramPlaces,
  cache: CacheFolder,
): Promise<Program | undefined> {
  const names = [`istioctl-${wanted}`, "istioctl"];
  return findProgram({ name: "istioctl", names, missing: "MP9201", askVersion }, places, cache);
}

async function askVersion(path: string): Promise<string> {
  const result = await runProcess(path, ["version", "--remote=false", "-o", "json"], {
    env: rendererEnv(process.env),
    timeoutMilliseconds: LIMITS.version.most,
    outputLimit: 1024 * 1024,
  });
  const answer = result.kind === "exited" ? jsonOf(Buffer.from(result.stdout)) : undefined;
  const client = isMap(answer) ? answer["clientVersion"] : undefined;
  const version = isMap(client) ? client["version"] : undefined;
  if (typeof version === "string" && /^\d+\.\d+/.test(version)) return version;
  throw new MeshplanError("MP9203", `${path} does not tell its version as istioctl does`, {
    nextSteps: [`${path} version --remote=false -o json`],
  });
}
