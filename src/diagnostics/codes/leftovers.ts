import type { CodeInfo } from "../codes.ts";

/** MP0610 to MP0619: what is in a cluster besides what the file asks for, and changes what the mesh does. */
export const LEFTOVER_CODES = {
  MP0612: {
    severity: "warning",
    title: "load balancer that does not pass TLS through",
    explanation:
      "A gateway between networks hands each connection on by the name in its TLS handshake, without opening it, and istiod behind it looks at the client's certificate. A load balancer that ends TLS, speaks HTTP or puts a PROXY header in front sends something else, and every request across networks ends in 503 or a reset while all clusters are reported as synced. Use a load balancer that passes TCP through: it is the default of every cloud. Google's and Azure's have no annotation that changes it. With a PROXY header, the gateways can be told to read it (`meshConfig.defaultConfig.gatewayTopology.proxyProtocol`); then every caller must send it.",
  },
} as const satisfies Record<`MP061${string}`, CodeInfo>;
