import { afterAll, expect, test, vi } from "vitest";
import { createAuthority, issueServerCertificate } from "../../src/certs/x509.ts";
import { encodedKubeconfig } from "../../src/kube/remote-kubeconfig.ts";
import { accessOf } from "../../src/planner/access.ts";
import { inputOf } from "./checks/verbs.ts";
import { waysAreVerified } from "../../src/planner/checks/ways-are-verified.ts";
import { reachOf } from "../../src/planner/reach.ts";
import { meshOf } from "../mesh/build-mesh.ts";
import { emptyCluster, name } from "./seed.ts";

const { world } = await vi.hoisted(async () => {
  const { createAuthority: create } = await import("../../src/certs/x509.ts");
  return { world: create("the world's own") };
});
vi.mock("node:tls", async (original) => ({
  ...(await original<object>()),
  rootCertificates: [world.certificatePem],
}));
afterAll(() => {
  vi.doUnmock("node:tls");
});

/** As of Rancher with a certificate of Let's Encrypt: its kubeconfigs name no authority. */
test("a server that the world trusts is handed out without a CA, and is no cluster's own", () => {
  const names = { dnsNames: ["rancher.example.com"], ipAddresses: [] };
  const shown = [issueServerCertificate(world, names).certificatePem];
  const server = "https://rancher.example.com/k8s/clusters/c-abc";
  const rootCa = createAuthority("inside").certificatePem;
  const facts = { ...emptyCluster("b"), server, rootCa, own: { shown } };
  const mesh = meshOf("a: { network: n }", "b: { network: n, primary: a }");
  const [, remote] = mesh.clusters;
  if (remote === undefined) throw new Error("internal: no cluster b");
  const access = accessOf(remote, name("a"), facts, new Map());
  expect(access).toEqual({ server, publicCa: true });
  expect(reachOf(access, facts, undefined)).toEqual({ server: "kubeconfig", ca: "public" });
  const known = new Map([[name("b"), facts]]);
  expect(waysAreVerified.check(inputOf(mesh, known, { now: new Date() }))).toEqual([]);
  const token = Buffer.from("t").toString("base64");
  const kubeconfig = Buffer.from(
    encodedKubeconfig("b", access, { ca: rootCa, token }),
    "base64",
  ).toString();
  expect(kubeconfig).toContain(`- cluster:\n    server: ${server}\n  name: b\n`);
});
