import type { Cluster } from "./model.ts";
import { valueAt } from "./value-at.ts";

/** An annotation with which a load balancer changes the traffic it passes on, and how. */
interface Interference {
  readonly key: string;
  /** `ends TLS`, as the predicate of a sentence about the load balancer. */
  readonly does: string;
  /** It only adds a header, which a gateway can be told to remove. */
  readonly isHeader: boolean;
}

type Annotations = { readonly [key: string]: string };

interface Meaning {
  /** Whole keys, or prefixes of keys that end in a port. */
  readonly keys: readonly string[];
  readonly does: string;
  /** Whether the value, or another annotation beside it, has this effect. */
  readonly when: (value: string, annotations: Annotations, key: string) => boolean;
}

const BETA = "service.beta.kubernetes.io/";
const ENDS_TLS = "ends TLS";
const SPEAKS_HTTP = "speaks HTTP";
const ADDS_A_HEADER = "puts a PROXY header in front of the connection";

const isSet = (value: string): boolean => value.trim() !== "";
const isOn = (value: string): boolean =>
  !["", "false", "none", "off", "0"].includes(value.trim().toLowerCase());
const isHttp = (value: string): boolean => /^https?[23]?$/i.test(value.trim());
const isTrue = (value: string | undefined): boolean => value?.trim().toLowerCase() === "true";

/** The ports of an east-west gateway, by number and by the name that the charts give them. */
const PORTS: ReadonlySet<string> = new Set([
  ...["15443", "tls"],
  ...["15012", "tls-istiod"],
  ...["15017", "tls-webhook"],
]);

/** Whether a list of ports, `443,tls`, has one of the gateway's; `*` and an absent list mean every port. */
function namesOurs(list: string | undefined): boolean {
  const ports = (list ?? "").split(",").flatMap((one) => (isSet(one) ? [one.trim()] : []));
  return ports.length === 0 || ports.some((port) => port === "*" || PORTS.has(port));
}

/** For lists of ports where an empty text means no port. */
const listsOurs = (list: string): boolean => isSet(list) && namesOurs(list);

/** Scaleway: the value is `true`, `*`, or a list of ports. */
const isOnAtOurs = (value: string): boolean => isTrue(value) || (isOn(value) && namesOurs(value));

/** For values that give each port a protocol of its own: `https:443,tcp:15443`. */
function speaksAtOurs(list: string): boolean {
  return list.split(",").some((one) => {
    const [protocol = "", port = ""] = one.split(":");
    return isHttp(protocol) && namesOurs(port);
  });
}

/** Scaleway: certificates for every port, or for some: `80,443:ID;15443:ID`. */
function certifiesOurs(value: string): boolean {
  return value
    .split(";")
    .some((one) => isSet(one) && (!one.includes(":") || namesOurs(one.split(":")[0])));
}

/** Linode: the settings of one port, in JSON; the port is the end of the key. */
const ofPort =
  (field: string, does: (value: string) => boolean) =>
  (value: string, _: Annotations, key: string): boolean => {
    const port = key.slice(key.lastIndexOf("-") + 1);
    try {
      const found = valueAt(JSON.parse(value), `/${field}`);
      return PORTS.has(port) && typeof found === "string" && does(found);
    } catch {
      return false;
    }
  };

const at =
  (key: string) =>
  (value: string, all: Annotations): boolean =>
    isSet(value) && namesOurs(all[key]);

/** True unless the load balancer is told to pass TLS on as it comes. */
const unlessPassed =
  (when: (value: string) => boolean) =>
  (value: string, all: Annotations): boolean =>
    when(value) &&
    !isTrue(all[`${BETA}do-loadbalancer-tls-passthrough`]) &&
    !isTrue(all[`${BETA}vultr-loadbalancer-ssl-pass-through`]);

/** For settings that are written as `a=b,proxy_protocol_v2.enabled=true`. */
const hasProxyAttribute = (value: string): boolean =>
  value.split(",").some((one) => /^\s*proxy_protocol_v2\.enabled\s*=\s*true\s*$/i.test(one));

/**
 * The annotations that controllers of load balancers read on a Service. Google's controllers have none of this kind, and
 * Azure's only that of its private links: both pass TCP through for every Service. `cloud.google.com/app-protocols` and
 * `appgw.ingress.kubernetes.io/…` are read on an Ingress.
 * Sources, each held against the page of annotations or the constants of its controller: kubernetes/cloud-provider-aws,
 * kubernetes-sigs/aws-load-balancer-controller, cloud-provider-azure (Private Link Service),
 * digitalocean-cloud-controller-manager, vultr-cloud-controller-manager, cloud-provider-openstack (also OVHcloud, which has an
 * older name), hcloud-cloud-controller-manager, linode-cloud-controller-manager, scaleway-cloud-controller-manager,
 * oci-cloud-controller-manager, cloud-provider-alibaba-cloud, Civo's, IBM's and Volcengine's, and Huawei's page of
 * `kubernetes.io/elb`.
 */
const MEANINGS: readonly Meaning[] = [
  { keys: [`${BETA}aws-load-balancer-backend-protocol`], does: SPEAKS_HTTP, when: isHttp },
  {
    keys: [`${BETA}aws-load-balancer-ssl-cert`],
    does: ENDS_TLS,
    when: at(`${BETA}aws-load-balancer-ssl-ports`),
  },
  {
    keys: ["do-loadbalancer-protocol", "vultr-loadbalancer-protocol"].map((key) => BETA + key),
    does: SPEAKS_HTTP,
    // Plain HTTP is parsed as well.
    when: (value, all) => (/^http$/i.test(value.trim()) ? true : unlessPassed(isHttp)(value, all)),
  },
  {
    keys: ["do-loadbalancer-tls-ports", "vultr-loadbalancer-https-ports"].map((key) => BETA + key),
    does: ENDS_TLS,
    when: unlessPassed(listsOurs),
  },
  {
    keys: [`${BETA}do-loadbalancer-http2-ports`],
    does: SPEAKS_HTTP,
    when: unlessPassed(listsOurs),
  },
  {
    keys: ["do-loadbalancer-http-ports", "do-loadbalancer-http3-port"].map((key) => BETA + key),
    does: SPEAKS_HTTP,
    when: listsOurs,
  },
  {
    keys: ["loadbalancer.openstack.org/default-tls-container-ref"],
    does: ENDS_TLS,
    when: isSet,
  },
  { keys: ["loadbalancer.openstack.org/x-forwarded-for"], does: SPEAKS_HTTP, when: isOn },
  { keys: ["load-balancer.hetzner.cloud/protocol"], does: SPEAKS_HTTP, when: isHttp },
  {
    keys: [`${BETA}linode-loadbalancer-default-protocol`],
    does: SPEAKS_HTTP,
    when: isHttp,
  },
  {
    keys: [`${BETA}linode-loadbalancer-port-`],
    does: SPEAKS_HTTP,
    when: ofPort("protocol", isHttp),
  },
  { keys: [`${BETA}scw-loadbalancer-protocol-http`], does: SPEAKS_HTTP, when: isOnAtOurs },
  { keys: [`${BETA}scw-loadbalancer-certificate-ids`], does: ENDS_TLS, when: certifiesOurs },
  { keys: [`${BETA}oci-load-balancer-backend-protocol`], does: SPEAKS_HTTP, when: isHttp },
  { keys: [`${BETA}oci-load-balancer-ssl-ports`], does: ENDS_TLS, when: listsOurs },
  {
    keys: [
      `${BETA}alibaba-cloud-loadbalancer-protocol-port`,
      `${BETA}alicloud-loadbalancer-protocol-port`,
      "kubernetes.io/elb.protocol-port",
    ],
    does: SPEAKS_HTTP,
    when: speaksAtOurs,
  },
  {
    keys: [
      ...[
        "do-loadbalancer-enable-proxy-protocol",
        "linode-loadbalancer-default-proxy-protocol",
        "linode-loadbalancer-proxy-protocol",
        "vultr-loadbalancer-proxy-protocol",
        "ovh-loadbalancer-proxy-protocol",
        "alibaba-cloud-loadbalancer-proxy-protocol",
        "volcengine-loadbalancer-proxy-protocol",
        "oci-load-balancer-connection-proxy-protocol-version",
      ].map((key) => BETA + key),
      "oci-network-load-balancer.oraclecloud.com/is-ppv2-enabled",
      "loadbalancer.openstack.org/proxy-protocol",
      "load-balancer.hetzner.cloud/uses-proxyprotocol",
      "kubernetes.civo.com/loadbalancer-enable-proxy-protocol",
    ],
    does: ADDS_A_HEADER,
    when: isOn,
  },
  {
    keys: [`${BETA}aws-load-balancer-proxy-protocol`],
    does: ADDS_A_HEADER,
    // Any other value is an error for both controllers.
    when: (value) => value.trim() === "*",
  },
  {
    keys: [`${BETA}aws-load-balancer-proxy-protocol-per-target-group`],
    does: ADDS_A_HEADER,
    when: listsOurs,
  },
  {
    keys: [`${BETA}aws-load-balancer-target-group-attributes`],
    does: ADDS_A_HEADER,
    when: hasProxyAttribute,
  },
  {
    keys: ["scw-loadbalancer-proxy-protocol-v1", "scw-loadbalancer-proxy-protocol-v2"].map(
      (key) => BETA + key,
    ),
    does: ADDS_A_HEADER,
    when: isOnAtOurs,
  },
  {
    keys: [`${BETA}linode-loadbalancer-port-`],
    does: ADDS_A_HEADER,
    when: ofPort("proxy-protocol", isOn),
  },
  {
    keys: [`${BETA}azure-pls-proxy-protocol`],
    does: ADDS_A_HEADER,
    when: (value, all) => isTrue(value) && isTrue(all[`${BETA}azure-pls-create`]),
  },
  {
    keys: ["service.kubernetes.io/ibm-load-balancer-cloud-provider-enable-features"],
    does: ADDS_A_HEADER,
    when: (value) => value.split(",").some((one) => one.trim() === "proxy-protocol"),
  },
];

const isMeant = (one: string, key: string): boolean =>
  one.endsWith("-") ? key.startsWith(one) : key === one;

/**
 * The annotations of a gateway between networks that keep its load balancer from passing the bytes on as they come.
 *
 * Such a gateway routes each connection by the name in the TLS handshake (AUTO_PASSTHROUGH), so the workload's own handshake
 * must arrive there. The same goes for istiod behind it: it looks at the client's certificate.
 */
export function interferences(annotations: Annotations): readonly Interference[] {
  return Object.entries(annotations).flatMap(([key, value]) =>
    MEANINGS.filter(
      ({ keys, when }) => keys.some((one) => isMeant(one, key)) && when(value, annotations, key),
    ).map(({ does }) => ({ key, does, isHeader: does === ADDS_A_HEADER })),
  );
}

/** Gateways that were told to read a PROXY header remove it. */
export function expectsHeader({ values }: Pick<Cluster, "values">): boolean {
  const pointer = "/meshConfig/defaultConfig/gatewayTopology/proxyProtocol";
  return values.some((layer) => valueAt(layer.values, pointer) !== undefined);
}
