import type { Cluster } from "./model.ts";
import { valueAt } from "./value-at.ts";

/** An annotation by which a load balancer changes what it passes on, and how. */
export interface Interference {
  readonly key: string;
  /** `ends TLS`, as the predicate of a sentence about the load balancer. */
  readonly does: string;
  /** It only adds a header, which a gateway can be told to take off. */
  readonly isHeader: boolean;
}

type Annotations = { readonly [key: string]: string };

interface Meaning {
  readonly keys: readonly string[];
  readonly does: string;
  /** Whether the value, or what stands beside it, makes it so. */
  readonly when: (value: string, annotations: Annotations) => boolean;
}

const BETA = "service.beta.kubernetes.io/";
const ENDS_TLS = "ends TLS";
const SPEAKS_HTTP = "speaks HTTP";
const ADDS_A_HEADER = "puts a PROXY header in front of the connection";

const isSet = (value: string): boolean => value.trim() !== "";
const isOn = (value: string): boolean =>
  !["", "false", "none", "0"].includes(value.trim().toLowerCase());
const isHttp = (value: string): boolean => /^https?[23]?$/i.test(value.trim());

/** The ports of an east-west gateway, by number and by the name that the charts give them. */
const PORTS: ReadonlySet<string> = new Set([
  ...["15443", "tls"],
  ...["15012", "tls-istiod"],
  ...["15017", "tls-webhook"],
]);

/** Whether a list of ports, `443,tls`, has one of the gateway's; `*` and nothing at all are every port. */
function namesOurs(list: string | undefined): boolean {
  const ports = (list ?? "").split(",").flatMap((one) => (isSet(one) ? [one.trim()] : []));
  return ports.length === 0 || ports.some((port) => port === "*" || PORTS.has(port));
}

/** Where each port has a protocol of its own: `https:443,tcp:15443`. */
function speaksAtOurs(list: string): boolean {
  return list.split(",").some((one) => {
    const [protocol = "", port = ""] = one.split(":");
    return isHttp(protocol) && namesOurs(port);
  });
}

const at =
  (key: string) =>
  (value: string, all: Annotations): boolean =>
    isSet(value) && namesOurs(all[key]);

/**
 * What controllers of load balancers read at a Service. Google's and Azure's pass TCP through at every Service and have no
 * such annotation: `cloud.google.com/app-protocols` and `appgw.ingress.kubernetes.io/…` are read at an Ingress.
 *
 * Sources: the annotation pages of cloud-provider-aws, aws-load-balancer-controller, digitalocean-cloud-controller-manager,
 * cloud-provider-openstack, hcloud-cloud-controller-manager, linode-cloud-controller-manager, vultr-cloud-controller-manager,
 * scaleway-cloud-controller-manager, oci-cloud-controller-manager and cloud-provider-alibaba-cloud.
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
    // With the passthrough of DigitalOcean, HTTPS is handed on as it comes.
    when: (value, all) => isHttp(value) && all[`${BETA}do-loadbalancer-tls-passthrough`] !== "true",
  },
  {
    keys: ["do-loadbalancer-tls-ports", "vultr-loadbalancer-https-ports"].map((key) => BETA + key),
    does: ENDS_TLS,
    when: (value, all) =>
      isSet(value) && namesOurs(value) && all[`${BETA}do-loadbalancer-tls-passthrough`] !== "true",
  },
  {
    keys: [
      "do-loadbalancer-http-ports",
      "do-loadbalancer-http2-ports",
      "do-loadbalancer-http3-port",
    ].map((key) => BETA + key),
    does: SPEAKS_HTTP,
    when: (value) => isSet(value) && namesOurs(value),
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
    keys: [`${BETA}scw-loadbalancer-protocol-http`],
    does: SPEAKS_HTTP,
    when: (value) => value.trim() === "true" || (isOn(value) && namesOurs(value)),
  },
  {
    keys: [`${BETA}oci-load-balancer-backend-protocol`, "oci.oraclecloud.com/backend-protocol"],
    does: SPEAKS_HTTP,
    when: isHttp,
  },
  {
    keys: [`${BETA}oci-load-balancer-ssl-ports`],
    does: ENDS_TLS,
    when: (value) => isSet(value) && namesOurs(value),
  },
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
        "aws-load-balancer-proxy-protocol",
        "do-loadbalancer-enable-proxy-protocol",
        "linode-loadbalancer-default-proxy-protocol",
        "vultr-loadbalancer-proxy-protocol",
        "scw-loadbalancer-proxy-protocol-v1",
        "scw-loadbalancer-proxy-protocol-v2",
        "oci-load-balancer-connection-proxy-protocol-version",
      ].map((key) => BETA + key),
      "loadbalancer.openstack.org/proxy-protocol",
      "load-balancer.hetzner.cloud/uses-proxyprotocol",
    ],
    does: ADDS_A_HEADER,
    when: isOn,
  },
];

/**
 * The annotations of a gateway between networks by which its load balancer would not hand on the bytes that come.
 *
 * Such a gateway passes each connection through by the name in the TLS handshake (AUTO_PASSTHROUGH), so what arrives there has
 * to be the handshake of the workload itself. The same goes for istiod behind it: it looks at the client's certificate.
 */
export function interferences(annotations: Annotations): readonly Interference[] {
  return Object.entries(annotations).flatMap(([key, value]) =>
    MEANINGS.filter(({ keys, when }) => keys.includes(key) && when(value, annotations)).map(
      ({ does }) => ({ key, does, isHeader: does === ADDS_A_HEADER }),
    ),
  );
}

/** Gateways that were told to read a PROXY header take it off. */
export function expectsHeader({ values }: Pick<Cluster, "values">): boolean {
  const pointer = "/meshConfig/defaultConfig/gatewayTopology/proxyProtocol";
  return values.some((layer) => valueAt(layer.values, pointer) !== undefined);
}
