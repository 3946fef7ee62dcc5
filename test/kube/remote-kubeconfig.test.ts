import { describe, expect, test } from "vitest";
import { encodedKubeconfig, remoteKubeconfig } from "../../src/kube/remote-kubeconfig.ts";

const base64 = (text: string) => Buffer.from(text).toString("base64");
const of = (cluster: string, server = "https://10.2.0.2:6443") =>
  remoteKubeconfig({ cluster, server, ca: base64("the CA"), token: base64("the.token") });

describe("the kubeconfig of a remote secret", () => {
  test("is istioctl's text, byte for byte", () => {
    expect(of("cluster2")).toBe(`apiVersion: v1
clusters:
- cluster:
    certificate-authority-data: dGhlIENB
    server: https://10.2.0.2:6443
  name: cluster2
contexts:
- context:
    cluster: cluster2
    user: cluster2
  name: cluster2
current-context: cluster2
kind: Config
users:
- name: cluster2
  user:
    token: the.token
`);
  });

  test("names a proxy and another server name where the file does, and the file's CA", () => {
    const access = {
      server: "https://10.2.0.2:6443",
      ca: base64("the file's CA"),
      tlsServerName: "api.cluster2.example.com",
      proxyUrl: "http://proxy.example.com:3128",
    };
    const reader = { ca: base64("the CA"), token: base64("the.token") };
    const text = Buffer.from(encodedKubeconfig("cluster2", access, reader), "base64").toString();
    expect(text).toContain(`clusters:
- cluster:
    certificate-authority-data: ${base64("the file's CA")}
    proxy-url: http://proxy.example.com:3128
    server: https://10.2.0.2:6443
    tls-server-name: api.cluster2.example.com
  name: cluster2
`);
  });

  test.each(["1", "007", "1e3", "0x1f", "true", "no", "y", "null", "2026-01-01"])(
    "quotes the name %s, which is no string in YAML",
    (name) => {
      expect(of(name)).toContain(`current-context: "${name}"\n`);
    },
  );

  test.each(["cluster2", "a1", "1a", "e2e", "prod-eu-1", "1-2", "node"])(
    "leaves the name %s plain",
    (name) => {
      expect(of(name)).toContain(`current-context: ${name}\n`);
    },
  );
});
