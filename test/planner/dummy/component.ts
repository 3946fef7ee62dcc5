import { desiredObject } from "../../../src/planner/desired-object.ts";
import type { KubeObject } from "../../../src/kube/object.ts";
import { revisionsOf } from "../../../src/mesh/revisions.ts";
import { actionId } from "../../../src/planner/action.ts";
import type { Component } from "../../../src/planner/components/component.ts";
import { actionBase, needs } from "../../../src/planner/components/parts.ts";
import { deferSentinel, SENTINEL_IPV4 } from "../../../src/planner/deferred.ts";
import { marked } from "../../../src/planner/marks.ts";

/** A component as somebody would add it: it is rendered, has a hole and a wait, and others may deliver it. */
export const dummy: Component = {
  name: "dummy",
  purpose: "Stands for a component that is yet to come.",
  on: ({ cluster }) => cluster.role === "remote",
  requests: ({ mesh, cluster }) =>
    revisionsOf(mesh, cluster.name).map((revision) => ({
      for: actionId(cluster.name, "dummy"),
      revision,
      operator: () => ({ dummy: { namespace: mesh.istio.namespace, address: SENTINEL_IPV4 } }),
    })),
  delivery: {
    order: 99,
    expects: (namespace) => [[{ apiVersion: "v1", kind: "ConfigMap", namespace, name: "dummy" }]],
  },
  build: (context) => {
    const { cluster, home, mesh } = context;
    const address = actionId(home.name, "gateway-address");
    const bodies = context
      .rendered("dummy")
      .flatMap(({ objects }) => objects)
      .map((object) => marked(object, mesh))
      .map((object) => {
        const ref = { action: address, output: "address" };
        return deferSentinel(object, SENTINEL_IPV4, ref) as KubeObject;
      });
    return [
      {
        ...actionBase(context, "dummy"),
        kind: "apply",
        needs: needs(
          [actionId(cluster.name, "namespace"), "its namespace"],
          [address, "the address that it tells"],
        ),
        objects: bodies.map((body) => desiredObject(body)),
        waits: [{ kind: "root-certificate", namespace: mesh.istio.namespace, timeoutSeconds: 300 }],
      },
    ];
  },
};
