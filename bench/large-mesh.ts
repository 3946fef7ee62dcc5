import { outlineObjects } from "../src/embedded/istio/outline/outline.ts";
import { sourceOf } from "../src/diagnostics/source.ts";
import type { KubeObject } from "../src/kube/object.ts";
import { loadMesh } from "../src/mesh/load.ts";
import type { ClusterName, Mesh } from "../src/mesh/model.ts";
import type { Topology } from "../src/mesh/topology.ts";
import { desiredState } from "../src/planner/desired.ts";
import type { ReachableFacts } from "../src/planner/facts.ts";
import { renderRequests } from "../src/planner/render-requests.ts";

/** Clusters of the large mesh. */
export const LARGE = 100;
const PRIMARIES = 10;
const ROUNDS = 6;

/** Ten primaries with nine remotes each, every cluster on a network of its own. */
function largeFile(): string {
  const lines = Array.from({ length: LARGE }, (_, index) => {
    const name = `cluster${String(index).padStart(3, "0")}`;
    const primary = `cluster${String(index % PRIMARIES).padStart(3, "0")}`;
    const serves = index < PRIMARIES ? "" : `, primary: ${primary}`;
    return `  ${name}: { network: ${name}-network${serves} }`;
  });
  return `apiVersion: meshplan/v1
mesh: mesh1
istio: { version: 1.31.0 }
trust: { root: existing }
clusters:
${lines.join("\n")}
`;
}

/** Milliseconds from the text of the file to the desired state, a round each. */
export function desiredMilliseconds(): readonly number[] {
  const text = largeFile();
  const first = loaded(text);
  const manifests = manifestsOf(first.mesh, first.topology);
  const times = Array.from({ length: ROUNDS + 1 }, () => {
    const started = performance.now();
    const { mesh, topology } = loaded(text);
    renderRequests(mesh, topology);
    desiredState({ mesh, topology, facts: factsOf(mesh), manifests, lineOf: () => 1 });
    return performance.now() - started;
  });
  return times.slice(1);
}

function loaded(text: string): { readonly mesh: Mesh; readonly topology: Topology } {
  const { mesh, topology } = loadMesh(sourceOf("mesh.yaml", text), { directory: "/" });
  if (mesh === undefined || topology === undefined)
    throw new Error("internal: the large mesh is wrong");
  return { mesh, topology };
}

function manifestsOf(mesh: Mesh, topology: Topology): ReadonlyMap<string, readonly KubeObject[]> {
  const requests = renderRequests(mesh, topology);
  return new Map(requests.map((request) => [request.for, outlineObjects(request)]));
}

/** As if every cluster had answered and had nothing. */
function factsOf(mesh: Mesh): ReadonlyMap<ClusterName, ReachableFacts> {
  return new Map(
    mesh.clusters.map(({ name }) => [
      name,
      {
        reachable: true,
        cluster: name,
        server: `https://${name}.example.com:6443`,
        serverVersion: "v1.35.4",
        identity: name,
        embedded: true,
        denied: [],
      },
    ]),
  );
}
