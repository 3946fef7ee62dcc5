import { MeshplanError } from "../../errors.ts";
import { isMap } from "../../kube/object.ts";
import { LIMITS } from "../../util/limits.ts";
import { runProcess } from "../host/process.ts";
import { jsonOf } from "../kubernetes/api-status.ts";
import { cacheFolder } from "./cache-folder.ts";
import { findHelm } from "./helm/binary.ts";
import { findIstioctl } from "./istioctl-binary.ts";
import { findProgram, type Program, type ProgramPlaces } from "./programs.ts";
import { rendererEnv } from "./renderer-env.ts";

/** A program that meshplan runs, or whose commands it proposes. */
export interface Tool {
  readonly name: string;
  /** Absent where there is none, or where it is broken. */
  readonly found?: Pick<Program, "path" | "version">;
  readonly problem?: MeshplanError;
}

interface ToolPlaces extends Pick<ProgramPlaces, "env"> {
  readonly istioctl?: string | undefined;
  readonly helm?: string | undefined;
}

/** What each tool is on this machine, by the same search as a plan's. Keeps nothing between runs. */
export async function findTools({ env, istioctl, helm }: ToolPlaces): Promise<readonly Tool[]> {
  const cache = cacheFolder(undefined);
  const named = (path: string | undefined): ProgramPlaces =>
    path === undefined ? { env } : { env, path };
  const { PATH } = env;
  return await Promise.all([
    toolOf("istioctl", findIstioctl("", named(istioctl), cache)),
    toolOf("helm", findHelm(named(helm), cache)),
    // No variable names it: meshplan never runs it.
    toolOf("kubectl", findProgram(KUBECTL, { env: { PATH } }, cache)),
  ]);
}

async function toolOf(name: string, search: Promise<Program | undefined>): Promise<Tool> {
  try {
    const found = await search;
    return found === undefined
      ? { name }
      : { name, found: { path: found.path, version: found.version } };
  } catch (error) {
    if (error instanceof MeshplanError) return { name, problem: error };
    throw error;
  }
}

const KUBECTL = {
  name: "kubectl",
  names: ["kubectl"],
  missing: "MP9201",
  askVersion: async (path: string): Promise<string> => {
    const result = await runProcess(path, ["version", "--client", "-o", "json"], {
      env: rendererEnv(process.env),
      timeoutMilliseconds: LIMITS.version.most,
      outputLimit: 1024 * 1024,
    });
    const answer = result.kind === "exited" ? jsonOf(Buffer.from(result.stdout)) : undefined;
    const client = isMap(answer) ? answer["clientVersion"] : undefined;
    const version = isMap(client) ? client["gitVersion"] : undefined;
    return typeof version === "string" ? version.replace(/^v/, "") : "of an unknown version";
  },
} as const;
