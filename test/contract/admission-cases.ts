import { describe, expect, test } from "vitest";
import type { JsonMap } from "../../src/kube/object.ts";
import { deployment } from "./list-cases.ts";
import { apply, at, type ContractTarget, ownersIn, refusal, urlOf } from "./target.ts";

/** What the server adds by itself, and what it refuses to store. */
export function admissionCases(target: () => ContractTarget): void {
  describe("defaults", () => {
    test("of a Deployment", async () => {
      const readinessProbe = { httpGet: { port: 8080, path: "/ready" } };
      const ports = [{ containerPort: 8080 }];
      const env = [
        { name: "POD", valueFrom: { fieldRef: { fieldPath: "metadata.name" } } },
        { name: "EMPTY", value: "" },
      ];
      const body = deployment("defaults", { readinessProbe, ports, env });
      const { body: made } = await apply(
        target(),
        urlOf("deployments", "defaults", "apps/v1"),
        body,
        { dryRun: true },
      );
      expect(at(made, "spec")).toEqual({
        replicas: 0,
        revisionHistoryLimit: 10,
        progressDeadlineSeconds: 600,
        strategy: {
          type: "RollingUpdate",
          rollingUpdate: { maxSurge: "25%", maxUnavailable: "25%" },
        },
        selector: { matchLabels: { app: "defaults" } },
        template: {
          metadata: { labels: { app: "defaults" } },
          spec: {
            containers: [
              {
                name: "main",
                image: "example.com/app:1",
                imagePullPolicy: "IfNotPresent",
                terminationMessagePath: "/dev/termination-log",
                terminationMessagePolicy: "File",
                resources: {},
                ports: [{ containerPort: 8080, protocol: "TCP" }],
                env: [
                  {
                    name: "POD",
                    valueFrom: { fieldRef: { apiVersion: "v1", fieldPath: "metadata.name" } },
                  },
                  { name: "EMPTY" },
                ],
                readinessProbe: {
                  httpGet: { port: 8080, path: "/ready", scheme: "HTTP" },
                  timeoutSeconds: 1,
                  periodSeconds: 10,
                  successThreshold: 1,
                  failureThreshold: 3,
                },
              },
            ],
            dnsPolicy: "ClusterFirst",
            restartPolicy: "Always",
            schedulerName: "default-scheduler",
            securityContext: {},
            terminationGracePeriodSeconds: 30,
          },
        },
      });
    });

    test("of a webhook configuration", async () => {
      const url = "/apis/admissionregistration.k8s.io/v1/mutatingwebhookconfigurations/contract";
      const service = { name: "svc", namespace: "default" };
      const body: JsonMap = {
        apiVersion: "admissionregistration.k8s.io/v1",
        kind: "MutatingWebhookConfiguration",
        metadata: { name: "contract" },
        webhooks: [
          {
            name: "a.contract.example.com",
            sideEffects: "None",
            admissionReviewVersions: ["v1"],
            clientConfig: { service },
            rules: [
              {
                apiGroups: ["nothing.example.com"],
                apiVersions: ["v1"],
                operations: ["CREATE"],
                resources: ["things"],
              },
            ],
          },
        ],
      };
      const { body: made } = await apply(target(), url, body, { dryRun: true });
      expect(at(made, "webhooks", 0)).toEqual({
        name: "a.contract.example.com",
        sideEffects: "None",
        admissionReviewVersions: ["v1"],
        clientConfig: { service: { ...service, port: 443 } },
        failurePolicy: "Fail",
        matchPolicy: "Equivalent",
        namespaceSelector: {},
        objectSelector: {},
        reinvocationPolicy: "Never",
        timeoutSeconds: 10,
        rules: [
          {
            apiGroups: ["nothing.example.com"],
            apiVersions: ["v1"],
            operations: ["CREATE"],
            resources: ["things"],
            scope: "*",
          },
        ],
      });
      expect(at(made, "metadata", "generation")).toBe(1);
    });

    test("of a LoadBalancer Service, whose addresses and node ports survive the next apply", async () => {
      const url = urlOf("services", "balanced");
      const body: JsonMap = {
        apiVersion: "v1",
        kind: "Service",
        metadata: { name: "balanced" },
        spec: { type: "LoadBalancer", ports: [{ name: "a", port: 80 }] },
      };
      const { body: made } = await apply(target(), url, body);
      expect(at(made, "spec")).toMatchObject({
        type: "LoadBalancer",
        allocateLoadBalancerNodePorts: true,
        externalTrafficPolicy: "Cluster",
        internalTrafficPolicy: "Cluster",
        ipFamilies: ["IPv4"],
        ipFamilyPolicy: "SingleStack",
        sessionAffinity: "None",
        ports: [{ name: "a", port: 80, protocol: "TCP", targetPort: 80 }],
      });
      const more = {
        ...body,
        spec: {
          type: "LoadBalancer",
          ports: [
            { name: "a", port: 80 },
            { name: "b", port: 81 },
          ],
        },
      };
      const { body: next } = await apply(target(), url, more);
      expect(at(next, "spec", "clusterIP")).toBe(at(made, "spec", "clusterIP"));
      expect(at(next, "spec", "ports", 0, "nodePort")).toBe(
        at(made, "spec", "ports", 0, "nodePort"),
      );
      expect(at(next, "spec", "ports", 1, "nodePort")).toBeGreaterThan(30_000 - 1);
    });

    test("of a Namespace: its own name as label", async () => {
      const body = { apiVersion: "v1", kind: "Namespace", metadata: { name: "contract-dry" } };
      const answer = await apply(target(), "/api/v1/namespaces/contract-dry", body, {
        dryRun: true,
      });
      expect(answer.status).toBe(201);
      expect(at(answer.body, "metadata", "labels")).toEqual({
        "kubernetes.io/metadata.name": "contract-dry",
      });
      expect(at(answer.body, "status")).toEqual({ phase: "Active" });
    });

    test("of a created object belong to who created it", async () => {
      const body = {
        apiVersion: "v1",
        kind: "Secret",
        metadata: { name: "posted" },
        stringData: { a: "b" },
      };
      const answer = await target().request(
        "POST",
        `${urlOf("secrets")}?fieldManager=poster`,
        body,
      );
      expect(at(answer.body, "data")).toEqual({ a: "Yg==" });
      expect(ownersIn(answer)).toEqual({
        "poster Update": { "f:data": { ".": {}, "f:a": {} }, "f:type": {} },
      });
    });
  });

  describe("validation", () => {
    test("a Service needs ports", async () => {
      const body = {
        apiVersion: "v1",
        kind: "Service",
        metadata: { name: "portless" },
        spec: { ports: [] },
      };
      expect(refusal(await apply(target(), urlOf("services", "portless"), body))).toEqual({
        status: 422,
        reason: "Invalid",
        message: 'Service "portless" is invalid: spec.ports: Required value',
        causes: [{ reason: "FieldValueRequired", message: "Required value", field: "spec.ports" }],
      });
    });

    test("names follow the rules of DNS", async () => {
      const body = { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "Bad_Name" } };
      const answer = await apply(target(), urlOf("configmaps", "Bad_Name"), body);
      expect(refusal(answer)).toMatchObject({ status: 422, causes: [{ field: "metadata.name" }] });
      expect(at(answer.body, "message")).toContain(
        '"Bad_Name": a lowercase RFC 1123 subdomain must consist of',
      );
    });

    test("the labels of a pod template fit its selector", async () => {
      const body = deployment("unfit", {}, { selector: { matchLabels: { app: "other" } } });
      expect(
        refusal(await apply(target(), urlOf("deployments", "unfit", "apps/v1"), body)),
      ).toMatchObject({
        status: 422,
        causes: [{ field: "spec.template.metadata.labels" }],
      });
    });
  });
}
