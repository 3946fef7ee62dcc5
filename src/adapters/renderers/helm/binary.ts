import { MeshplanError } from "../../../errors.ts";
import { LIMITS } from "../../../util/limits.ts";
import type { CacheFolder } from "../cache-folder.ts";
import { runProcess } from "../../host/process.ts";
import { rendererEnv } from "../renderer-env.ts";
import { findProgram, type Program, type ProgramPlaces } from "../programs.ts";

/** `--helm`, else MESHPLAN_HELM, else `helm` on PATH. */
export function findHelm(places: ProgramPlaces, cache: CacheFolder): Promise<Program | undefined> {
  return findProgram(
    { name: "helm", names: ["helm"], missing: "MP9210", askVersion },
    places,
    cache,
  );
}

async function askVersion(path: string): Promise<string> {
  const result = await runProcess(path, ["version", "--template", "{{.Version}}"], {
    env: rendererEnv(process.env),
    timeoutMilliseconds: LIMITS.version.most,
    outputLimit: 1024 * 1024,
  });
  const version = result.kind === "exited" ? /^v(\d+\.\d+\S*)\s*$/.exec(result.stdout)?.[1] : "";
  if (version !== undefined && version !== "") return version;
  throw new MeshplanError("MP9212", `${path} does not tell its version as Helm does`, {
    nextSteps: [`${path} version`],
  });
}

/**
 * Helm 3 from 3.14 on, and Helm 4: they read values from standard input, charts from OCI registries, and render alike.
 * Older ones are out of support, and nobody has compared what they render.
 */
export function isSupportedHelm(version: string): boolean {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  return major === 4 || (major === 3 && minor >= 14);
}
