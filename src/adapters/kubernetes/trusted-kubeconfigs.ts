import { mkdir, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { isList, isMap, type Json } from "../../kube/object.ts";
import { nodeFiles } from "../host/files.ts";
import { LIMITS } from "../../util/limits.ts";
import { bytesWithin } from "../host/bounded-file.ts";
import { jsonOf } from "./api-status.ts";
import type { TrustedKubeconfig, TrustStore } from "./kubeconfig-policy.ts";

type Trusted = Required<TrustedKubeconfig>;

const GROUP_OR_OTHERS_WRITE = 0o022;

/**
 * The answers of a person, kept as direnv keeps them: `XDG_STATE_HOME/meshplan/trusted-kubeconfigs.json`, else below
 * `~/.local/state`. A file that somebody else could have written counts as empty, and one that cannot be written costs only
 * that the question comes again.
 */
export function trustedKubeconfigs(
  env: { readonly [name: string]: string | undefined },
  home: string,
): TrustStore {
  const state = env["XDG_STATE_HOME"] ?? "";
  const base = state === "" ? join(home, ".local", "state") : state;
  const path = join(base, "meshplan", "trusted-kubeconfigs.json");
  return {
    has: async (wanted) => (await readAll(path)).some((one) => isSame(one, wanted)),
    keep: async (trusted) => {
      const others = (await readAll(path)).filter((one) => one.path !== trusted.path);
      try {
        await mkdir(dirname(path), { recursive: true, mode: 0o700 });
        const text = JSON.stringify({ version: 1, trusted: [...others, trusted] }, null, 2);
        await nodeFiles().writePrivate(path, `${text}\n`);
      } catch {
        // Said above: the next run asks again.
      }
    },
  };
}

async function readAll(path: string): Promise<readonly Trusted[]> {
  try {
    const found = await stat(path);
    const isMine = process.getuid === undefined || found.uid === process.getuid();
    if (!isMine || (found.mode & GROUP_OR_OTHERS_WRITE) !== 0) return [];
    const json = jsonOf(await bytesWithin(path, LIMITS.file.most));
    const trusted: Json | undefined = isMap(json) ? json["trusted"] : undefined;
    return isList(trusted) ? trusted.flatMap(entryOf) : [];
  } catch {
    return [];
  }
}

function entryOf(value: Json): readonly Trusted[] {
  const { path, sha256 } = isMap(value) ? value : {};
  return typeof path === "string" && typeof sha256 === "string" ? [{ path, sha256 }] : [];
}

function isSame(a: Trusted, b: Trusted): boolean {
  return a.path === b.path && a.sha256 === b.sha256;
}
