import type { Json, KubeObject } from "../../kube/object.ts";
import { definitions } from "./definitions.ts";
import { chartLabels, NAMESPACE, object, textAt, without } from "./parts.ts";
import { readerAccount, readerBinding, readerRole } from "./reader.ts";
import { valuesMap } from "./values-map.ts";
import { injector } from "./webhooks.ts";

const LABELS = without(chartLabels("istiod", "istiod"), "release");

/** A remote: no istiod of its own, but a Service `istiod` that leads to the primary's gateway. */
export function remoteProfile(spec: Json | undefined): readonly KubeObject[] {
  const path = textAt(spec, "values", "istiodRemote", "injectionPath");
  const address = textAt(spec, "values", "global", "remotePilotAddress");
  return [
    ...definitions(),
    readerAccount(),
    readerRole("remote"),
    readerBinding(),
    valuesMap(spec),
    injector(path === "" ? "/inject" : path),
    ...(isAddress(address) ? [endpoints(address)] : []),
    service(address),
  ];
}

function isAddress(address: string): boolean {
  return address.includes(":") || /^\d+(?:\.\d+){3}$/.test(address);
}

function endpoints(address: string): KubeObject {
  return object(
    "discovery.k8s.io/v1",
    "EndpointSlice",
    {
      name: "istiod",
      namespace: NAMESPACE,
      labels: {
        ...LABELS,
        "endpointslice.kubernetes.io/managed-by": "Helm",
        "kubernetes.io/service-name": "istiod",
      },
    },
    {
      addressType: address.includes(":") ? "IPv6" : "IPv4",
      endpoints: [{ addresses: [address] }],
      ports: [
        { name: "tcp-istiod", port: 15012, protocol: "TCP" },
        { name: "tcp-webhook", port: 15017, protocol: "TCP" },
      ],
    },
  );
}

/** With an address, the EndpointSlice says where it leads; with a name, it is an alias for that name. */
function service(address: string): KubeObject {
  const metadata = {
    name: "istiod",
    namespace: NAMESPACE,
    labels: { ...LABELS, "istio.io/rev": "default" },
  };
  const alias = isAddress(address) ? {} : { type: "ExternalName", externalName: address };
  return object("v1", "Service", metadata, {
    spec: {
      ...alias,
      ports: [
        { name: "tcp-istiod", port: 15012, protocol: "TCP" },
        { name: "tcp-webhook", port: 443, protocol: "TCP", targetPort: 15017 },
      ],
    },
  });
}
