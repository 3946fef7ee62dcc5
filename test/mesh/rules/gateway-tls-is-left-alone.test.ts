import { describe, expect, test } from "vitest";
import { interferences } from "../../../src/mesh/load-balancer-annotations.ts";
import { gatewayTlsIsLeftAlone } from "../../../src/mesh/rules/gateway-tls-is-left-alone.ts";
import type { Mesh } from "../../../src/mesh/model.ts";
import { meshOf, meshOfText, SEED } from "../build-mesh.ts";
import { expectAccepted, expectRefused } from "./verbs.ts";

const BETA = "service.beta.kubernetes.io/";
const withAnnotation = (text: string): Mesh =>
  meshOf(`a: { network: n1, gateway: { annotations: { ${text} } } }`, "b: { network: n2 }");
const said = (key: string, does: string): string =>
  `with the annotation ${key} the load balancer of a ${does}, and its gateway needs each connection as it comes`;

describe("MP0612: the TLS of a gateway is left alone", () => {
  test("accepts annotations that change no bytes", () => {
    for (const text of [
      `${BETA}aws-load-balancer-type: nlb`,
      `${BETA}aws-load-balancer-backend-protocol: tcp`,
      `${BETA}azure-load-balancer-internal: "true"`,
      `networking.gke.io/load-balancer-type: Internal`,
      `cloud.google.com/app-protocols: '{"tls":"HTTPS"}'`,
    ])
      expectAccepted(gatewayTlsIsLeftAlone, withAnnotation(text));
  });

  test("accepts a certificate for other ports", () => {
    expectAccepted(
      gatewayTlsIsLeftAlone,
      withAnnotation(
        `${BETA}aws-load-balancer-ssl-cert: arn, ${BETA}aws-load-balancer-ssl-ports: "443"`,
      ),
    );
  });

  test("warns of what ends TLS at the ports of the gateway, by number, by name or by none", () => {
    const key = `${BETA}aws-load-balancer-ssl-cert`;
    for (const ports of ['"443, 15443"', "tls", '"*"']) {
      const text = `${key}: arn, ${BETA}aws-load-balancer-ssl-ports: ${ports}`;
      expectRefused(gatewayTlsIsLeftAlone, withAnnotation(text), said(key, "ends TLS"));
    }
    expectRefused(gatewayTlsIsLeftAlone, withAnnotation(`${key}: arn`), said(key, "ends TLS"));
  });

  test("warns wherever the annotation is written", () => {
    const key = "load-balancer.hetzner.cloud/protocol";
    const text = said(key, "speaks HTTP");
    expectRefused(gatewayTlsIsLeftAlone, withAnnotation(`${key}: https`), text);
    expectRefused(
      gatewayTlsIsLeftAlone,
      meshOf(
        `a: { network: n1, patches: [{ target: { kind: Service, name: istio-eastwestgateway }, patch: { metadata: { annotations: { ${key}: http } } } }] }`,
        "b: { network: n2 }",
      ),
      text,
    );
    expectRefused(
      gatewayTlsIsLeftAlone,
      meshOfText(`${SEED}metadata: { annotations: { ${key}: http } }\n`),
      text.replace("of a", "of cluster1"),
      text.replace("of a", "of cluster2"),
    );
  });

  test("accepts a PROXY header that the gateways are told to read", () => {
    const key = "load-balancer.hetzner.cloud/uses-proxyprotocol";
    const topology =
      "values: { meshConfig: { defaultConfig: { gatewayTopology: { proxyProtocol: {} } } } }";
    const file = (values: string): Mesh =>
      meshOf(
        `a: { network: n1, gateway: { annotations: { ${key}: "true" } }${values} }`,
        "b: { network: n2 }",
      );
    expectAccepted(gatewayTlsIsLeftAlone, file(`, ${topology}`));
    expectRefused(
      gatewayTlsIsLeftAlone,
      file(""),
      said(key, "puts a PROXY header in front of the connection"),
    );
  });

  test("is silent where no gateway is made", () => {
    expectAccepted(
      gatewayTlsIsLeftAlone,
      meshOf(
        `a: { network: n, gateway: { annotations: { load-balancer.hetzner.cloud/protocol: http } } }`,
        "b: { network: n }",
      ),
    );
  });
});

const HEADER = "puts a PROXY header in front of the connection";

test.each([
  [{ [`${BETA}aws-load-balancer-backend-protocol`]: "http" }, ["speaks HTTP"]],
  [{ [`${BETA}aws-load-balancer-backend-protocol`]: "ssl" }, []],
  [
    {
      [`${BETA}do-loadbalancer-protocol`]: "https",
      [`${BETA}do-loadbalancer-tls-passthrough`]: "true",
    },
    [],
  ],
  [{ [`${BETA}do-loadbalancer-protocol`]: "http2" }, ["speaks HTTP"]],
  [{ [`${BETA}do-loadbalancer-tls-ports`]: "443" }, []],
  [{ [`${BETA}do-loadbalancer-tls-ports`]: "443,15443" }, ["ends TLS"]],
  [{ "loadbalancer.openstack.org/default-tls-container-ref": "https://barbican/x" }, ["ends TLS"]],
  [{ "loadbalancer.openstack.org/x-forwarded-for": "false" }, []],
  [{ [`${BETA}scw-loadbalancer-protocol-http`]: "true" }, ["speaks HTTP"]],
  [{ [`${BETA}scw-loadbalancer-protocol-http`]: "80,8080" }, []],
  [{ [`${BETA}alibaba-cloud-loadbalancer-protocol-port`]: "https:443,tcp:15443" }, []],
  [{ [`${BETA}alibaba-cloud-loadbalancer-protocol-port`]: "https:15443" }, ["speaks HTTP"]],
  [
    {
      [`${BETA}do-loadbalancer-http2-ports`]: "15443",
      [`${BETA}do-loadbalancer-tls-passthrough`]: "true",
    },
    [],
  ],
  [
    {
      [`${BETA}vultr-loadbalancer-https-ports`]: "15443",
      [`${BETA}vultr-loadbalancer-ssl-pass-through`]: "true",
    },
    [],
  ],
  [{ [`${BETA}vultr-loadbalancer-https-ports`]: "15443" }, ["ends TLS"]],
  [{ [`${BETA}scw-loadbalancer-certificate-ids`]: "uid-1" }, ["ends TLS"]],
  [{ [`${BETA}scw-loadbalancer-certificate-ids`]: "80,443:uid-1" }, []],
  [{ [`${BETA}scw-loadbalancer-certificate-ids`]: "80:uid-1;443,15443:uid-2" }, ["ends TLS"]],
  [{ [`${BETA}scw-loadbalancer-proxy-protocol-v2`]: "80,443" }, []],
  [{ [`${BETA}scw-loadbalancer-proxy-protocol-v2`]: "true" }, [HEADER]],
  [{ [`${BETA}linode-loadbalancer-port-443`]: '{"protocol":"https"}' }, []],
  [{ [`${BETA}linode-loadbalancer-port-15443`]: '{"protocol":"https"}' }, ["speaks HTTP"]],
  [
    { [`${BETA}linode-loadbalancer-port-15012`]: '{"protocol":"tcp","proxy-protocol":"v2"}' },
    [HEADER],
  ],
  [{ [`${BETA}linode-loadbalancer-port-15012`]: "no JSON" }, []],
  [{ [`${BETA}aws-load-balancer-proxy-protocol`]: "*" }, [HEADER]],
  [{ [`${BETA}aws-load-balancer-proxy-protocol`]: "true" }, []],
  [{ [`${BETA}aws-load-balancer-proxy-protocol-per-target-group`]: "80, 15443" }, [HEADER]],
  [{ [`${BETA}aws-load-balancer-proxy-protocol-per-target-group`]: "80" }, []],
  [
    {
      [`${BETA}aws-load-balancer-target-group-attributes`]:
        "preserve_client_ip.enabled=false,proxy_protocol_v2.enabled=true",
    },
    [HEADER],
  ],
  [{ [`${BETA}aws-load-balancer-target-group-attributes`]: "preserve_client_ip.enabled=true" }, []],
  [{ [`${BETA}azure-pls-proxy-protocol`]: "true" }, []],
  [{ [`${BETA}azure-pls-proxy-protocol`]: "true", [`${BETA}azure-pls-create`]: "true" }, [HEADER]],
  [{ "oci-network-load-balancer.oraclecloud.com/is-ppv2-enabled": "true" }, [HEADER]],
  [{ [`${BETA}alibaba-cloud-loadbalancer-proxy-protocol`]: "off" }, []],
  [{ [`${BETA}volcengine-loadbalancer-proxy-protocol`]: "standard" }, [HEADER]],
  [{ "kubernetes.civo.com/loadbalancer-enable-proxy-protocol": "send-proxy-v2" }, [HEADER]],
  [{ "service.kubernetes.io/ibm-load-balancer-cloud-provider-enable-features": "nlb" }, []],
  [
    { "service.kubernetes.io/ibm-load-balancer-cloud-provider-enable-features": "proxy-protocol" },
    [HEADER],
  ],
  [
    { "load-balancer.hetzner.cloud/uses-proxyprotocol": "true" },
    ["puts a PROXY header in front of the connection"],
  ],
] as const)("a load balancer with %o: %o", (annotations, does) => {
  expect(interferences(annotations).map((one) => one.does)).toEqual(does);
});
