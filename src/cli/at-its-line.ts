import type { Source, Span } from "../diagnostics/source.ts";
import { MeshplanError } from "../errors.ts";
import type { Cluster, Mesh } from "../mesh/model.ts";

/** The mesh file's ways to its clusters, and the flags that replace them. */
interface Ways {
  readonly source: Source;
  readonly mesh: Mesh;
  readonly contexts: Readonly<Record<string, string>>;
}

/** The refusals MP91xx are about the way to a cluster: they show the line of the mesh file that names it. */
export async function atItsLine<T>(running: Promise<T>, ways: Ways): Promise<T> {
  try {
    return await running;
  } catch (error) {
    throw error instanceof MeshplanError ? placed(error, ways) : error;
  }
}

function placed(error: MeshplanError, ways: Ways): MeshplanError {
  const { code, message, cluster, object, nextSteps, cause, others } = error;
  const at = spanOf(error, ways);
  return new MeshplanError(code, message, {
    ...(cluster === undefined ? {} : { cluster }),
    ...(object === undefined ? {} : { object }),
    nextSteps,
    cause,
    others: others.map((one) => placed(one, ways)),
    written: at === undefined ? undefined : { source: ways.source, at },
  });
}

/** No line if a flag names the context, or if the error is about several clusters or about an object in one. */
function spanOf(error: MeshplanError, { mesh, contexts }: Ways): Span | undefined {
  if (!error.code.startsWith("MP91") || error.object !== undefined) return undefined;
  const cluster = mesh.clusters.find(({ name }) => name === error.cluster);
  return cluster === undefined || cluster.name in contexts ? undefined : wayOf(cluster, error);
}

/** The line of a kubeconfig or context that the cluster gives itself, otherwise the cluster's own. */
function wayOf({ at, fieldsAt = {} }: Cluster, { code }: MeshplanError): Span {
  const [first, second] =
    code === "MP9101" || code === "MP9102" ? ["kubeconfig", "context"] : ["context", "kubeconfig"];
  return fieldsAt[first] ?? fieldsAt[second] ?? at;
}
