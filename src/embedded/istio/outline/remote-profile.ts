import type { Json, KubeObject } from "../../../kube/object.ts";
import {
  deployment,
  istiodAccount,
  istiodBindings,
  istiodConfig,
  istiodRoles,
  meshConfig,
  namespacedRights,
  service as istiodService,
} from "./control-plane.ts";
import { definitions } from "./definitions.ts";
import {
  autoscaler,
  chartLabels,
  ISTIOD_LABELS,
  NAMESPACE,
  object,
  operatorLabels,
  without,
} from "./parts.ts";
import { readerAccount, readerBinding, readerRole } from "./reader.ts";
import { valuesMap } from "./values-map.ts";
import { defaultValidator, injector, revisionValidator } from "./webhooks.ts";
import { at, textAt } from "../../../kube/at.ts";

const LABELS = without(chartLabels("istiod", "istiod"), "release");

/** A cluster that no istiod of its own serves, with a Service `istiod` that leads to one, or webhooks that do. */
export function remoteProfile(spec: Json | undefined): readonly KubeObject[] {
  const remote = at(spec, "values", "istiodRemote");
  const path = textAt(remote, "injectionPath");
  const url = textAt(remote, "injectionURL");
  const address = textAt(spec, "values", "global", "remotePilotAddress");
  const isLocal = at(remote, "enabledLocalInjectorIstiod") === true;
  const name = isLocal ? "istiod-remote" : "istiod";
  const isConfig = at(spec, "values", "global", "configCluster") === true;
  const local = isLocal ? localInjector(spec) : isConfig ? configCluster(spec) : NOTHING;
  return [
    ...definitions(),
    readerAccount(),
    ...local.account,
    readerRole("remote"),
    ...local.roles,
    readerBinding(),
    ...local.bindings,
    ...local.config,
    valuesMap(spec),
    injector(path === "" ? "/inject" : path, url),
    ...local.workload,
    ...(isAddress(address) ? [endpoints(name, address)] : []),
    ...local.rest,
    ...(address === "" ? [] : [service(name, address)]),
  ];
}

/** What an external control plane's istiod needs to act here: its account, its rights, the webhooks that lead to it. */
function configCluster(spec: Json | undefined): Additions {
  const url = textAt(spec, "values", "base", "validationURL");
  const hasDefault = textAt(spec, "values", "defaultRevision") !== "";
  const hasMap = at(spec, "values", "pilot", "configMap") === true;
  return {
    account: [istiodAccount()],
    roles: istiodRoles(),
    bindings: istiodBindings(),
    config: [
      revisionValidator(url),
      ...(hasDefault ? [defaultValidator(url)] : []),
      ...(hasMap ? [meshConfig(spec)] : []),
    ],
    workload: [],
    rest: namespacedRights(),
  };
}

interface Additions {
  readonly account: readonly KubeObject[];
  readonly roles: readonly KubeObject[];
  readonly bindings: readonly KubeObject[];
  readonly config: readonly KubeObject[];
  readonly workload: readonly KubeObject[];
  readonly rest: readonly KubeObject[];
}

const NOTHING: Additions = {
  account: [],
  roles: [],
  bindings: [],
  config: [],
  workload: [],
  rest: [],
};

/** An istiod that completes pods and does nothing else, in the order istioctl prints its objects. */
function localInjector(spec: Json | undefined): Additions {
  const hasMap = at(spec, "values", "pilot", "configMap") === true;
  return {
    account: [istiodAccount()],
    roles: istiodRoles(),
    bindings: istiodBindings(),
    config: [revisionValidator(), ...(hasMap ? istiodConfig(spec) : [])],
    workload: [deployment(spec)],
    rest: [
      ...namespacedRights(),
      autoscaler("istiod", { ...ISTIOD_LABELS, ...operatorLabels("Pilot") }),
      istiodService(),
    ],
  };
}

function isAddress(address: string): boolean {
  return address.includes(":") || /^\d+(?:\.\d+){3}$/.test(address);
}

function endpoints(name: string, address: string): KubeObject {
  return object(
    "discovery.k8s.io/v1",
    "EndpointSlice",
    {
      name,
      namespace: NAMESPACE,
      labels: {
        ...LABELS,
        "endpointslice.kubernetes.io/managed-by": "Helm",
        "kubernetes.io/service-name": name,
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
function service(name: string, address: string): KubeObject {
  const metadata = {
    name,
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
