import type { CodeInfo } from "../code-info.ts";

/** External control planes: what the file (MP047x) and the clusters (MP055x) say against one. */
export const EXTERNAL_CODES = {
  MP0470: {
    severity: "error",
    title: "host does not exist",
    explanation:
      "`controlPlane` names the cluster whose nodes run the istiod of this primary: an external control plane. That cluster must be in the same file, under exactly that name; `NAME: {}` is enough where its context has the same name.",
  },
  MP0471: {
    severity: "error",
    title: "host is a member of the mesh",
    explanation:
      "A host runs the istiod of another cluster and nothing else of the mesh: it has no `network`, no `primary` and no `controlPlane`. As a member it would have an istiod of its own, or a Service that leads to one, and both would be called istiod in the one namespace of the mesh.",
  },
  MP0472: {
    severity: "error",
    title: "remote with a control plane elsewhere",
    explanation:
      "A remote is served by the istiod of its `primary`, wherever that runs. `controlPlane` belongs to the primary, whose API server holds the mesh's configuration.",
  },
  MP0473: {
    severity: "error",
    title: "two primaries on one host",
    explanation:
      "The istiods of both primaries would be the same Deployment in the same namespace, because a mesh has one `istio.namespace`. Give each primary a host of its own. Two meshes may share a host: each has its own file and its own namespace.",
  },
  MP0474: {
    severity: "error",
    title: "not supported with an external control plane",
    explanation:
      "Several revisions would need one address each, which is not supported. The istiod in a host starts with a kubeconfig that meshplan makes while it applies, so neither it nor what leads to it can come from others (`delivery`). And a host has no pods and no gateway of the mesh, so settings for them have no effect there.",
  },
  MP0550: {
    severity: "error",
    title: "an istiod where the file wants none",
    explanation:
      "The file says that the istiod of this primary runs in another cluster, and an istiod of this mesh still runs in the cluster itself. Both would serve it, with certificates of two roots. Move the configuration deliberately: delete the Deployment istiod in the cluster at a time when its traffic needs no changes, then plan again.",
  },
} as const satisfies Record<`MP0${47 | 55}${string}`, CodeInfo>;
