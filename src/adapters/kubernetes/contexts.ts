import { isMap } from "../../kube/object.ts";
import { withoutUrlUsers } from "../../util/without-url-users.ts";
import { MeshplanError } from "../../errors.ts";
import { entryMeant, kubeconfigFiles, readKubeconfig } from "./kubeconfig-file.ts";

/** A context that the operator could mean. */
export interface KnownContext {
  readonly name: string;
  /** The API server that it leads to, without who logs in; the empty text where the kubeconfig does not say. */
  readonly server: string;
}

/**
 * Every context of the operator's own kubeconfig, as kubectl would take it, in the order of the files. Connects to nothing and runs
 * nothing. Throws MP9101 where there is no kubeconfig, MP9102 where it is none.
 */
export async function knownContexts(
  env: Readonly<Record<string, string | undefined>>,
  home: string,
): Promise<readonly KnownContext[]> {
  const files = kubeconfigFiles({}, { env, home });
  const { contexts, clusters } = await readKubeconfig(files, "").catch(ofNoCluster);
  const first = new Map(contexts.toReversed().map((entry) => [entry.name, entry]));
  return [...new Set(contexts.map(({ name }) => name))].map((name) => {
    const entry = first.get(name);
    const named = entry?.value["cluster"];
    const cluster =
      typeof named === "string" && entry !== undefined
        ? entryMeant(clusters, named, entry.file)
        : undefined;
    const server = isMap(cluster?.value) ? cluster.value["server"] : undefined;
    return { name, server: typeof server === "string" ? withoutUrlUsers(server) : "" };
  });
}

/** There is no mesh file yet that could name another kubeconfig, and no cluster that this is about. */
function ofNoCluster(error: unknown): never {
  throw error instanceof MeshplanError ? withoutCluster(error) : error;
}

function withoutCluster(cause: MeshplanError): MeshplanError {
  return new MeshplanError(cause.code, cause.message, {
    cause,
    nextSteps: ["name another file: KUBECONFIG=FILE", "or try without any cluster: meshplan demo"],
  });
}

/** One file of the operator's own kubeconfig. */
interface OwnFile {
  readonly path: string;
  /** How many contexts it has; absent where it cannot be read. */
  readonly contexts?: number;
  /** Why not. MP9101 where there is none. */
  readonly problem?: MeshplanError;
}

/** Each file of KUBECONFIG by itself, so that a fault of one hides none of another. Throws nothing. */
export async function ownKubeconfigs(
  env: Readonly<Record<string, string | undefined>>,
  home: string,
): Promise<readonly OwnFile[]> {
  return await Promise.all(
    kubeconfigFiles({}, { env, home }).map(async (path): Promise<OwnFile> => {
      try {
        const { contexts } = await readKubeconfig([path], "");
        return { path, contexts: contexts.length };
      } catch (error) {
        if (!(error instanceof MeshplanError)) throw error;
        const isMissing = error.code === "MP9101";
        return { path, problem: isMissing ? withoutCluster(error) : error };
      }
    }),
  );
}
