import { describe, expect, test } from "vitest";
import { patchesFit } from "../../../src/planner/checks/patches-fit.ts";
import { desiredOf, emptyCluster, meshOf, SEED_TEXT } from "../seed.ts";

/** What is said of patches of cluster1, cluster2 and `defaults`, with the word of the file each points at. */
function problemsOf(
  patches: { readonly primary?: string; readonly remote?: string; readonly shared?: string },
  reached: readonly string[] = ["cluster1", "cluster2"],
): readonly string[] {
  const fields = (list?: string): string => (list === undefined ? "" : `, patches: [${list}]`);
  const text =
    SEED_TEXT.replace("network: network1", `network: network1${fields(patches.primary)}`).replace(
      "primary: cluster1",
      `primary: cluster1${fields(patches.remote)}`,
    ) + (patches.shared === undefined ? "" : `defaults: { patches: [${patches.shared}] }\n`);
  const actions = desiredOf(text, reached.map(emptyCluster));
  return patchesFit
    .check({ mesh: meshOf(text).mesh, desired: actions })
    .map(({ code, message, at }) => {
      expect(text.slice(at?.start, at?.end)).toMatch(/target|delete/);
      return `${code} ${message}`;
    });
}

const patch = (target: string, change: string): string =>
  `{ target: { ${target} }, patch: ${change} }`;
const ISTIOD = patch("kind: Deployment, name: istiod", "{ spec: { replicas: 2 } }");

describe("MP0570: a patch finds an object", () => {
  test("in the cluster it was written in", () => {
    expect(problemsOf({ primary: ISTIOD, remote: ISTIOD })).toEqual([
      "MP0570 the patch of Deployment istiod changes nothing in cluster2: there is no such object",
    ]);
  });

  test("in one of the clusters that share it", () => {
    expect(problemsOf({ shared: ISTIOD })).toEqual([]);
    expect(problemsOf({ shared: patch("kind: Deploymnt", "{ spec: { replicas: 2 } }") })).toEqual([
      "MP0570 the patch of Deploymnt (any name) changes nothing in any cluster: there is no such object",
    ]);
  });

  test("of a kind that is spelt as the objects are", () => {
    const shared = patch("kind: Deploymnt", "{ spec: { replicas: 2 } }");
    const text = `${SEED_TEXT}defaults: { patches: [${shared}] }\n`;
    const actions = desiredOf(text, ["cluster1", "cluster2"].map(emptyCluster));
    const [found] = patchesFit.check({ mesh: meshOf(text).mesh, desired: actions });
    expect(found?.help).toBe("did you mean `kind: Deployment`?");
  });

  test("or might, in a cluster that cannot be reached", () => {
    expect(problemsOf({ shared: ISTIOD }, ["cluster2"])).toEqual([]);
  });
});

describe("MP0607: what a patch deletes is there", () => {
  const deletion = (port: number): string =>
    patch("kind: Service", `{ spec: { ports: [{ port: ${String(port)}, $patch: delete }] } }`);
  // Before it is deleted a port may be added, by a patch of the same file.
  const added = patch(
    "kind: Service, name: istio-eastwestgateway",
    "{ spec: { ports: [{ port: 1, name: x, targetPort: 1 }] } }",
  );

  test("in one of the objects of one of the clusters", () => {
    expect(problemsOf({ primary: `${added}, ${deletion(1)}` })).toEqual([]);
    expect(problemsOf({ shared: deletion(1) })).toEqual([
      "MP0607 spec.ports[0] of the patch of Service deletes an item that is not there",
    ]);
  });

  test("or might be, in a cluster that cannot be reached", () => {
    expect(problemsOf({ shared: deletion(1) }, ["cluster2"])).toEqual([]);
  });

  test("and nothing that the mesh needs", () => {
    expect(problemsOf({ primary: deletion(15443) })).toEqual([
      'MP0571 the patch of Service istio-system/istio-eastwestgateway removes spec.ports[port=15443,protocol="TCP"], and the mesh does not work without it',
    ]);
  });
});

describe("MP0571: a patch leaves what the mesh needs", () => {
  test("may add fields, and say the same once more", () => {
    const ports = "{ spec: { ports: [{ port: 15443, nodePort: 30443 }] } }";
    const label = '{ metadata: { labels: { "topology.istio.io/network": network1, team: a } } }';
    expect(
      problemsOf({
        primary: `${patch("kind: Service, name: istio-eastwestgateway", ports)}, ${patch("kind: Namespace", label)}`,
      }),
    ).toEqual([]);
  });

  test("may narrow what a gateway passes through, and no more", () => {
    const servers = (mode: string): string =>
      patch(
        "kind: Gateway, name: cross-network-gateway",
        `{ spec: { servers: [{ port: { number: 15443, name: tls, protocol: TLS }, tls: { mode: ${mode} }, hosts: [a.b.svc.cluster.local] }] } }`,
      );
    expect(problemsOf({ primary: servers("AUTO_PASSTHROUGH") })).toEqual([]);
    expect(problemsOf({ primary: servers("PASSTHROUGH") })).toEqual([
      "MP0571 the patch of Gateway istio-system/cross-network-gateway changes spec.servers, and the mesh does not work without it",
    ]);
  });

  test.each([
    [
      "other endpoints, deferred as they are",
      patch("kind: EndpointSlice", "{ endpoints: [{ addresses: [10.0.0.1] }] }"),
      "EndpointSlice istio-system/istiod changes endpoints",
    ],
  ])("rejects %s", (_what, remote, said) => {
    expect(problemsOf({ remote })).toEqual([
      `MP0571 the patch of ${said}, and the mesh does not work without it`,
    ]);
  });

  test("tells which of two patches of one object it is", () => {
    const harmless = patch("kind: EndpointSlice", "{ metadata: { labels: { team: a } } }");
    const harmful = patch("kind: EndpointSlice", "{ endpoints: [{ addresses: [10.0.0.1] }] }");
    expect(problemsOf({ remote: `${harmless}, ${harmful}, ${harmless}` })).toHaveLength(1);
  });
});
