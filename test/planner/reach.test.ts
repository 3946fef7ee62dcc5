import { X509Certificate } from "node:crypto";
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import type { KubeObject } from "../../src/kube/object.ts";
import { remoteKubeconfig } from "../../src/kube/remote-kubeconfig.ts";
import { liveAccess, reachOf } from "../../src/planner/reach.ts";
import { emptyCluster } from "./seed.ts";

function fixture(name: string): { readonly pem: string; readonly fingerprint: string } {
  const pem = readFileSync(new URL(`../certs/fixtures/${name}.pem`, import.meta.url), "utf8");
  return { pem, fingerprint: new X509Certificate(pem).fingerprint256 };
}

const own = fixture("root-a");
const other = fixture("root-b");
const base64 = (text: string): string => Buffer.from(text).toString("base64");
const facts = { ...emptyCluster("cluster2"), rootCa: own.pem };
const { server } = facts;

describe("the way that a credential takes", () => {
  test("is the cluster's own where the kubeconfig and the cluster itself say so", () => {
    expect(reachOf({ server }, facts, undefined)).toEqual({
      server: "kubeconfig",
      ca: "cluster",
      fingerprint: own.fingerprint,
    });
  });

  test("is another where the server is not the kubeconfig's, or the CA not the cluster's", () => {
    const access = { server: "https://attacker.example", ca: base64(other.pem) };
    expect(reachOf(access, facts, undefined)).toEqual({
      server: "other",
      ca: "other",
      fingerprint: other.fingerprint,
    });
  });

  test("is another where it trusts somebody beside the cluster, or nobody that can be read", () => {
    for (const ca of [own.pem + other.pem, "no certificate"])
      expect(reachOf({ server, ca: base64(ca) }, facts, undefined).ca).toBe("other");
  });

  test("is compared with what stands beside the token, once that is there", () => {
    expect(reachOf({ server }, facts, { ca: base64(other.pem) }).ca).toBe("other");
  });

  test("is not known where the cluster does not say", () => {
    expect(reachOf({ server }, emptyCluster("cluster2"), undefined)).toEqual({
      server: "kubeconfig",
      ca: "unknown",
    });
  });
});

function secret(text: string): KubeObject {
  const data = { cluster2: base64(text) };
  return { apiVersion: "v1", kind: "Secret", metadata: { name: "s" }, data };
}

describe("what a live Secret says of the way", () => {
  test("is read from the kubeconfig that meshplan and istioctl write, without the token", () => {
    const text = remoteKubeconfig({
      cluster: "cluster2",
      server: "https://user:S3cret@old.example:6443",
      ca: base64(own.pem),
      token: base64("T0ken"),
      tlsServerName: "kubernetes",
      proxyUrl: "http://user:S3cret@proxy.example:8080",
    });
    const found = liveAccess(secret(text));
    expect(found).toEqual({
      server: "https://old.example:6443",
      tlsServerName: "kubernetes",
      proxyUrl: "http://proxy.example:8080",
      fingerprint: own.fingerprint,
    });
    expect(JSON.stringify(found)).not.toMatch(/S3cret|T0ken/);
  });

  test.each([
    ["nothing of YAML", "{{{"],
    ["a list", "[]"],
    ["an anchor that refers to itself", "&a [*a]"],
    ["brackets without end", "[".repeat(5000)],
    ["a context of no cluster", "current-context: x"],
  ])("is nothing where it is %s", (_, text) => {
    expect(liveAccess(secret(text))).toEqual({});
  });

  test("tells that no certificate is checked", () => {
    const text = JSON.stringify({
      "current-context": "c",
      contexts: [{ name: "c", context: { cluster: "c" } }],
      clusters: [{ name: "c", cluster: { server: "https://x", "insecure-skip-tls-verify": true } }],
    });
    expect(liveAccess(secret(text))).toEqual({ server: "https://x", insecure: true });
  });
});
