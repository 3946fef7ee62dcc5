import { beforeAll, describe, expect, test } from "vitest";
import { gatewayApiDefinitions } from "../../src/adapters/renderers/gateway-api.ts";
import type { JsonMap } from "../../src/kube/object.ts";
import {
  apply,
  at,
  type ContractTarget,
  mergePatch,
  ownersIn,
  refusal,
  until,
  urlOf,
  versionOf,
} from "./target.ts";

const TEMPLATES = "deprecated.daemonset.template.generation";
const GATEWAY_API = "gateway.networking.k8s.io/v1";
const leaf = {};

function daemonSet(image: string, labels: JsonMap = {}, pod: JsonMap = {}): JsonMap {
  const own = { app: "agent" };
  return {
    apiVersion: "apps/v1",
    kind: "DaemonSet",
    metadata: { name: "agent", labels },
    spec: {
      selector: { matchLabels: own },
      template: {
        metadata: { labels: own },
        spec: { containers: [{ name: "main", image }], ...pod },
      },
    },
  };
}

const listener: JsonMap = {
  name: "mesh",
  port: 15008,
  protocol: "HBONE",
  tls: { mode: "Terminate", options: { "gateway.istio.io/tls-terminate-mode": "ISTIO_MUTUAL" } },
};

function gateway(name: string, spec: JsonMap = {}): JsonMap {
  return {
    apiVersion: GATEWAY_API,
    kind: "Gateway",
    metadata: { name },
    spec: { gatewayClassName: "istio-east-west", listeners: [listener], ...spec },
  };
}

const urlOfGateway = (name: string): string => urlOf("gateways", name, GATEWAY_API);
const urlOfSet = urlOf("daemonsets", "agent", "apps/v1");

/** The kinds that only an ambient mesh needs: DaemonSets, and the Gateway API with its own schemas. */
export function ambientCases(target: () => ContractTarget): void {
  describe("DaemonSets", () => {
    test("get their defaults, and an annotation that counts their templates and nobody owns", async () => {
      const answer = await apply(target(), urlOfSet, daemonSet("example.com/agent:1"));
      expect(at(answer.body, "spec", "updateStrategy")).toEqual({
        type: "RollingUpdate",
        rollingUpdate: { maxSurge: 0, maxUnavailable: 1 },
      });
      expect(at(answer.body, "spec", "revisionHistoryLimit")).toBe(10);
      expect(at(answer.body, "metadata", "annotations")).toEqual({ [TEMPLATES]: "1" });
      expect(Object.keys(ownersIn(answer))).toEqual(["one Apply"]);
      expect(JSON.stringify(ownersIn(answer))).not.toContain("annotations");
    });

    test("count a new template, and nothing else", async () => {
      const labelled = await apply(
        target(),
        urlOfSet,
        daemonSet("example.com/agent:1", { a: "b" }),
      );
      expect(at(labelled.body, "metadata", "annotations", TEMPLATES)).toBe("1");
      const changed = await apply(target(), urlOfSet, daemonSet("example.com/agent:2"));
      expect(at(changed.body, "metadata", "annotations", TEMPLATES)).toBe("2");
      const written = await mergePatch(target(), urlOfSet, {
        metadata: { annotations: { [TEMPLATES]: "9" } },
      });
      expect(at(written.body, "metadata", "annotations", TEMPLATES)).toBe("2");
    });

    test("keep their resourceVersion when applied again", async () => {
      const url = urlOf("daemonsets", "same", "apps/v1");
      // No node takes its pods, so no controller writes a status in between.
      const still = daemonSet("example.com/agent:1", {}, { nodeSelector: { disk: "none" } });
      const body = { ...still, metadata: { name: "same" } };
      await apply(target(), url, body);
      const settled = await until(
        () => target().request("GET", url),
        (answer) => at(answer.body, "status", "observedGeneration") === 1,
      );
      expect(versionOf(await apply(target(), url, body))).toBe(versionOf(settled));
    });
  });

  describe("the Gateway API", () => {
    beforeAll(async () => {
      for (const definition of await gatewayApiDefinitions("v1.6.0")) {
        const { name } = definition.metadata;
        if (!/^gateway(classe)?s\./.test(name)) continue;
        const url = `/apis/apiextensions.k8s.io/v1/customresourcedefinitions/${name}`;
        expect((await apply(target(), url, definition)).status).toBeLessThan(300);
      }
      await until(
        () => target().request("GET", urlOfGateway("")),
        ({ status }) => status === 200,
      );
    });

    test("a Gateway waits for a controller from its first moment, although nobody wrote that", async () => {
      const dry = await apply(target(), urlOfGateway("first"), gateway("first"), { dryRun: true });
      const made = await apply(target(), urlOfGateway("first"), gateway("first"));
      const read = await target().request("GET", urlOfGateway("first"));
      for (const answer of [dry, made, read])
        expect(at(answer.body, "status", "conditions", 1)).toMatchObject({
          type: "Programmed",
          status: "Unknown",
          reason: "Pending",
          message: "Waiting for controller",
        });
      expect(Object.keys(ownersIn(read))).toEqual(["one Apply"]);
    });

    test("listeners merge by name, and their defaults are owned by nobody", async () => {
      const answer = await apply(target(), urlOfGateway("keyed"), gateway("keyed"));
      expect(at(answer.body, "spec", "listeners", 0, "allowedRoutes")).toEqual({
        namespaces: { from: "Same" },
      });
      expect(at(answer.body, "metadata", "generation")).toBe(1);
      expect(ownersIn(answer)).toEqual({
        "one Apply": {
          "f:spec": {
            "f:gatewayClassName": leaf,
            "f:listeners": {
              'k:{"name":"mesh"}': {
                ".": leaf,
                "f:name": leaf,
                "f:port": leaf,
                "f:protocol": leaf,
                "f:tls": {
                  "f:mode": leaf,
                  "f:options": { "f:gateway.istio.io/tls-terminate-mode": leaf },
                },
              },
            },
          },
        },
      });
      // A real server writes the status of the schema down with the first repetition.
      const again = await apply(target(), urlOfGateway("keyed"), gateway("keyed"));
      expect(ownersIn(again)).toEqual(ownersIn(answer));
      const once = await apply(target(), urlOfGateway("keyed"), gateway("keyed"));
      expect(versionOf(once)).toBe(versionOf(again));
    });

    test("the addresses are one value, and what istiod is told stays as it was sent", async () => {
      const infrastructure = {
        labels: { "topology.istio.io/network": "network1" },
        annotations: {},
        parametersRef: { group: "", kind: "ConfigMap", name: "settings" },
      };
      const addresses = [{ type: "IPAddress", value: "192.0.2.7" }];
      const body = gateway("told", { infrastructure, addresses });
      const answer = await apply(target(), urlOfGateway("told"), body);
      expect(at(answer.body, "spec", "infrastructure")).toEqual(infrastructure);
      expect(at(answer.body, "spec", "addresses")).toEqual(addresses);
      expect(at(ownersIn(answer), "one Apply", "f:spec", "f:addresses")).toEqual(leaf);
    });

    test("more than eight labels are refused", async () => {
      const labels = Object.fromEntries(
        Array.from({ length: 9 }, (_, n) => [`key${String(n)}`, "x"]),
      );
      const body = gateway("many", { infrastructure: { labels } });
      const answer = await apply(target(), urlOfGateway("many"), body);
      expect(refusal(answer)).toMatchObject({ status: 422 });
      expect(JSON.stringify(answer.body)).toContain("must have at most 8 items");
    });

    test("the path of the status takes no annotation, whoever asks", async () => {
      const url = urlOfGateway("noted");
      await apply(target(), url, gateway("noted"));
      await apply(
        target(),
        `${url}/status`,
        {
          apiVersion: GATEWAY_API,
          kind: "Gateway",
          metadata: { name: "noted", annotations: { "gateway.istio.io/controller-version": "5" } },
        },
        { manager: "istio.io/gateway-controller", force: true },
      );
      const { body } = await target().request("GET", url);
      expect(at(body, "metadata", "annotations")).toBeUndefined();
    });
  });
}
