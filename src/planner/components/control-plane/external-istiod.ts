import { isMap, type Json, type KubeObject } from "../../../kube/object.ts";
import { actionId } from "../../action.ts";
import { desiredObject, type DesiredObject } from "../../desired-object.ts";
import { hole } from "../../outputs.ts";
import type { BuildContext, RenderedPart } from "../build-context.ts";
import type { DesiredAction } from "../../desired-action.ts";
import { marked } from "../../marks.ts";
import { EXTERNAL_NAME } from "../../names.ts";
import { kubeconfigAction, knownChecksum } from "../config-kubeconfig/component.ts";
import { externalIstiod, istiodAvailable, signingNeeds } from "../links.ts";
import { actionBase, needs, plainObject } from "../parts.ts";

/** istiod in a host: it serves the primary whose kubeconfig it finds, and nothing of the cluster it runs in. */
export function externalControlPlane(context: BuildContext, rendered: RenderedPart): DesiredAction {
  const { cluster, primary } = context;
  return {
    ...actionBase(context, "control-plane"),
    id: externalIstiod(context),
    subject: primary.name,
    kind: "apply",
    needs: needs(
      [actionId(cluster.name, "namespace"), "its namespace"],
      [
        kubeconfigAction(context),
        "the way to its configuration, which it reads once, at its start",
      ],
      ...signingNeeds(context),
    ),
    objects: rendered.objects.map((object) =>
      object.kind === "Deployment" ? restarting(context, object) : plainObject(context, object),
    ),
    waits: istiodAvailable(context, rendered),
  };
}

/**
 * The Service by which the clusters of the mesh reach istiod: its ports for proxies and for webhooks, and no others.
 *
 * Istio's guide puts an ingress gateway with an istiod of its own in between. That gateway passes TCP through
 * to an address and does nothing else, which a Service does without a second control plane that can fail.
 */
export function externalService(namespace: string): KubeObject {
  return {
    apiVersion: "v1",
    kind: "Service",
    metadata: { name: EXTERNAL_NAME, namespace, labels: { app: EXTERNAL_NAME } },
    spec: {
      type: "LoadBalancer",
      ports: [
        { name: "tls-xds", port: 15012, protocol: "TCP", targetPort: 15012 },
        { name: "tls-webhook", port: 15017, protocol: "TCP", targetPort: 15017 },
      ],
      selector: { app: "istiod", istio: "pilot" },
    },
  };
}

const CHECKSUM = "meshplan.dev/kubeconfig-checksum";

/** istiod does not notice another kubeconfig, so with another one its pods are others too. */
function restarting(context: BuildContext, deployment: KubeObject): DesiredObject {
  const known = knownChecksum(context);
  const checksum = known ?? hole(kubeconfigAction(context), "checksum");
  const body = marked(withPodAnnotation(deployment, CHECKSUM, checksum), context.mesh);
  return desiredObject(body);
}

function withPodAnnotation(deployment: KubeObject, key: string, value: Json): KubeObject {
  const { spec } = deployment;
  const template = isMap(spec) ? spec["template"] : undefined;
  const metadata = isMap(template) ? template["metadata"] : undefined;
  if (!isMap(spec) || !isMap(template) || !isMap(metadata))
    throw new Error(`internal: the Deployment ${deployment.metadata.name} has no pods`);
  const present = metadata["annotations"];
  const annotations = { ...(isMap(present) ? present : {}), [key]: value };
  return {
    ...deployment,
    spec: { ...spec, template: { ...template, metadata: { ...metadata, annotations } } },
  };
}
