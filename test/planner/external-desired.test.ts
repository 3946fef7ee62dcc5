import { wholeBody } from "../../src/planner/desired-object.ts";
import { describe, expect, test } from "vitest";
import { isMap, type Json } from "../../src/kube/object.ts";
import { kubeconfigChecksum } from "../../src/planner/kubeconfig-checksum.ts";
import { deferredIn } from "../../src/planner/deferred.ts";
import type { DesiredAction } from "../../src/planner/desired-action.ts";
import type { ReachableFacts } from "../../src/planner/facts.ts";
import { Sensitive } from "../../src/util/sensitive.ts";
import { actionText, desiredOf, emptyCluster } from "./seed.ts";

const HEAD = `apiVersion: meshplan/v1
mesh: mesh1
istio: { version: 1.31.0, namespace: external-istiod }
clusters:
`;
const HUB = "  hub: {}\n";
const CONFIG = "  config: { network: network1, controlPlane: hub }\n";
const SECOND = "  second: { network: network2, primary: config }\n";
const TEXT = HEAD + HUB + CONFIG + SECOND;
const EMPTY = ["hub", "config", "second"].map(emptyCluster);
const TOKEN = { token: new Sensitive("c2VjcmV0LXRva2Vu"), ca: "Q0E=" };
/** The account of istiod in the config cluster has a token already. */
const WITH_TOKEN = EMPTY.map((facts) =>
  facts.cluster === "config" ? { ...facts, istiodToken: TOKEN } : facts,
);

function action(id: string, facts: readonly ReachableFacts[] = EMPTY, text = TEXT): DesiredAction {
  const found = desiredOf(text, facts).find((one) => one.id === id);
  if (found === undefined) throw new Error(`no action ${id}`);
  return found;
}

const needsOf = (id: string, text = TEXT): readonly string[] =>
  action(id, EMPTY, text).needs.map((need) => need.id);

describe("the desired state of an external control plane", () => {
  test("is the graph of the guide, each action after what it needs, with reasons", async () => {
    const lines = desiredOf(TEXT, EMPTY).map(actionText);
    await expect(`${lines.join("\n")}\n`).toMatchFileSnapshot("goldens/external-desired.txt");
  });

  test("starts istiod only when the account it acts by has handed out its token", () => {
    expect(needsOf("config/istiod-token")).toEqual(["config/control-plane"]);
    expect(needsOf("hub/config-kubeconfig:config")).toEqual([
      "config/istiod-token",
      "hub/namespace",
    ]);
    expect(needsOf("hub/control-plane:config")).toContain("hub/config-kubeconfig:config");
    for (const id of ["config/gateway", "config/expose-services"])
      expect(needsOf(id)).toContain("config/attached");
  });

  test("with a host name waits for no address before istiod starts", () => {
    const text = TEXT.replace("hub: {}", "hub: { gateway: { address: istiod.example.com } }");
    expect(needsOf("config/control-plane", text)).toEqual(["config/namespace"]);
    expect(needsOf("config/attached", text)).toContain("hub/gateway-address");
  });

  test("gives the host nothing of a member: no network, no annotation, no gateway", () => {
    const actions = desiredOf(TEXT, EMPTY).filter(({ cluster }) => cluster === "hub");
    const [namespace] = actions.find(({ component }) => component === "namespace")?.objects ?? [];
    expect(JSON.stringify(namespace)).not.toContain("topology.istio.io");
    expect(actions.map(({ component }) => component)).not.toContain("gateway");
  });

  test("exposes the ports of proxies and webhooks, as the file says of the host's gateway", () => {
    const settings =
      "{ address: 203.0.113.7, allowFrom: [10.0.0.0/8], annotations: { lb/class: internal } }";
    const text = TEXT.replace("hub: {}", `hub: { gateway: ${settings} }`);
    const [service] = action("hub/gateway-address", EMPTY, text).objects;
    expect(service?.body).toMatchObject({
      metadata: { name: "istiod-external", annotations: { "lb/class": "internal" } },
      spec: {
        type: "LoadBalancer",
        loadBalancerIP: "203.0.113.7",
        loadBalancerSourceRanges: ["10.0.0.0/8"],
        ports: [
          { port: 15012, targetPort: 15012 },
          { port: 15017, targetPort: 15017 },
        ],
        selector: { app: "istiod", istio: "pilot" },
      },
    });
  });

  test("of one cluster on one network has no gateway", () => {
    const ids = desiredOf(HEAD + HUB + CONFIG, EMPTY).map(({ id }) => id);
    expect(ids.filter((id) => id.includes("gateway") || id.includes("secret"))).toEqual([
      "hub/gateway-address",
    ]);
  });

  test("guesses nothing about an unreachable host, or an unreachable config cluster", () => {
    const without = (name: string) =>
      desiredOf(
        TEXT,
        EMPTY.filter(({ cluster }) => cluster !== name),
      ).map(({ id }) => id);
    expect(without("hub")).toEqual([
      "config/namespace",
      "config/gateway-address",
      "second/namespace",
      "second/gateway-address",
    ]);
    expect(without("config")).toEqual([
      "hub/namespace",
      "hub/gateway-address",
      "second/namespace",
      "second/gateway-address",
    ]);
  });
});

describe("the kubeconfig of the config cluster", () => {
  const secretOf = (facts: readonly ReachableFacts[]) =>
    action("hub/config-kubeconfig:config", facts).objects[0];
  const encodedIn = (facts: readonly ReachableFacts[]): string => {
    const secret = secretOf(facts);
    const data = secret && (wholeBody(secret)?.["data"] as Record<string, string>);
    return data?.["config"] ?? "";
  };

  test("is not labelled as a remote secret, and holds a hole where the token is", () => {
    const secret = secretOf(WITH_TOKEN);
    expect(secret?.body.metadata.labels).not.toHaveProperty("istio/multiCluster");
    expect(deferredIn(secret?.body ?? null)).toEqual(["config/istiod-token#token"]);
    const text = Buffer.from(encodedIn(WITH_TOKEN), "base64").toString();
    expect(text).toContain("server: https://config.example:6443");
    expect(text).toContain("token: secret-token");
  });

  test("says how this host reaches the API server", () => {
    const from = "apiServer: { from: { hub: { url: https://10.9.0.2:6443 } } }";
    const text = TEXT.replace("controlPlane: hub", `controlPlane: hub, ${from}`);
    expect(action("hub/config-kubeconfig:config", EMPTY, text)).toMatchObject({
      access: { server: "https://10.9.0.2:6443" },
    });
  });

  test("has its checksum on istiod's pods, known where the token is", () => {
    const unknown = annotationOf(action("hub/control-plane:config"));
    expect(unknown).toEqual({ $deferred: "hub/config-kubeconfig:config#checksum", template: "{}" });
    const known = annotationOf(action("hub/control-plane:config", WITH_TOKEN));
    expect(known).toBe(kubeconfigChecksum(encodedIn(WITH_TOKEN)));
  });
});

function annotationOf({ objects }: DesiredAction): Json | undefined {
  const deployment = objects.find(({ body }) => body.kind === "Deployment")?.body;
  const path = ["spec", "template", "metadata", "annotations", "meshplan.dev/kubeconfig-checksum"];
  return path.reduce<Json | undefined>(
    (value, key) => (isMap(value) ? value[key] : undefined),
    deployment as unknown as Json,
  );
}
