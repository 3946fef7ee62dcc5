import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { MeshplanError } from "../errors.ts";
import { type Sandbox, startSandbox } from "../embedded/istio/sandbox.ts";
import type { SandboxState } from "../embedded/kube/sandbox-state.ts";
import { LIMITS } from "../util/limits.ts";
import { bytesWithin } from "../adapters/host/bounded-file.ts";
import { nodeFiles } from "../adapters/host/files.ts";
import { refuseDestination, writeFile } from "../adapters/host/write-file.ts";
import { systemErrorCode } from "../adapters/host/system-error.ts";
import { commandLine } from "../util/command-line.ts";

interface RunningSandbox {
  readonly sandbox: Sandbox;
  /** A private folder that is removed together with the sandbox. */
  readonly folder: string;
  readonly kubeconfig: string;
  /** Stops the clusters, saves their state where asked, and removes the folder. */
  close(): Promise<void>;
}

interface SandboxRequest {
  readonly clusters: readonly { readonly name: string; readonly context: string }[];
  readonly latencyMs?: number;
  /** File that keeps the state between runs; clusters in it that this run does not ask for stay there and are not started. */
  readonly state?: string;
}

/** Starts embedded clusters with a kubeconfig file of their own; the user's kubeconfig is never touched. */
export async function openSandbox(request: SandboxRequest): Promise<RunningSandbox> {
  if (request.state !== undefined) await refuseDestination(request.state);
  const state = request.state === undefined ? undefined : await readState(request.state);
  const sandbox = await startSandbox({
    clusters: request.clusters,
    ...(request.latencyMs === undefined ? {} : { latencyMs: request.latencyMs }),
    ...(state === undefined ? {} : { state }),
  });
  const folder = await mkdtemp(join(tmpdir(), "meshplan-sandbox-"));
  const kubeconfig = join(folder, "kubeconfig");
  await writeFile(kubeconfig, sandbox.kubeconfig, { mode: 0o600 });
  return {
    sandbox,
    folder,
    kubeconfig,
    close: async () => {
      const saved =
        request.state === undefined
          ? undefined
          : JSON.stringify(withIdle(sandbox.exportState(), state));
      await sandbox.close();
      try {
        if (request.state !== undefined && saved !== undefined)
          await nodeFiles().writePrivate(request.state, saved);
      } finally {
        await rm(folder, { recursive: true, force: true });
      }
    },
  };
}

/** A file with fewer clusters is often the wrong file; that must not cost the objects of the other clusters. */
function withIdle(now: SandboxState, before: SandboxState | undefined): SandboxState {
  const names = new Set(now.clusters.map(({ name }) => name));
  const idle = before?.clusters.filter(({ name }) => !names.has(name)) ?? [];
  return { ...now, clusters: [...now.clusters, ...idle] };
}

async function readState(path: string): Promise<SandboxState | undefined> {
  let text: string;
  try {
    text = (await bytesWithin(path, LIMITS.file.most)).toString("utf8");
  } catch (cause) {
    const code = systemErrorCode(cause);
    if (code === "ENOENT") return undefined;
    if (code === "EISDIR")
      throw new MeshplanError("MP9003", `${path} is a folder, not a file`, {
        nextSteps: [`name a file in it: ${commandLine`--state ${join(path, "sandbox.json")}`}`],
        cause,
      });
    throw unusable(path, cause);
  }
  const state = parsed(text);
  if (state !== undefined) return state;
  throw unusable(path, undefined);
}

function unusable(path: string, cause: unknown): MeshplanError {
  return new MeshplanError("MP9009", `${path} is not a sandbox state that meshplan wrote`, {
    nextSteps: [`remove ${path} to start with empty clusters, or name another file`],
    cause,
  });
}

function parsed(text: string): SandboxState | undefined {
  try {
    const state: unknown = JSON.parse(text);
    const isState =
      typeof state === "object" && state !== null && "version" in state && "clusters" in state;
    return isState && state.version === 1 && Array.isArray(state.clusters)
      ? (state as SandboxState)
      : undefined;
  } catch {
    return undefined;
  }
}
