import { describe, expect, test } from "vitest";
import { apply, at, type ContractTarget, ownersIn, until, urlOf } from "./target.ts";

function decoded(value: unknown): string {
  return typeof value === "string" ? Buffer.from(value, "base64").toString("utf8") : "";
}

/** What controllers do without being asked, as far as meshplan waits for it. */
export function controllerCases(target: () => ContractTarget): void {
  describe("controllers", () => {
    test("a token Secret is filled, and owned by the controller where it was", async () => {
      const account = { apiVersion: "v1", kind: "ServiceAccount", metadata: { name: "reader" } };
      await apply(target(), urlOf("serviceaccounts", "reader"), account);
      const annotations = { "kubernetes.io/service-account.name": "reader" };
      const url = urlOf("secrets", "reader-token");
      await apply(target(), url, {
        apiVersion: "v1",
        kind: "Secret",
        metadata: { name: "reader-token", annotations },
        type: "kubernetes.io/service-account-token",
      });
      const filled = await until(
        () => target().request("GET", url),
        ({ body }) => at(body, "data", "token") !== undefined,
      );
      expect(decoded(at(filled.body, "data", "namespace"))).toBe("contract");
      expect(decoded(at(filled.body, "data", "ca.crt"))).toContain("BEGIN CERTIFICATE");
      expect(decoded(at(filled.body, "data", "token")).split(".")).toHaveLength(3);
      expect(ownersIn(filled)).toMatchObject({
        "one Apply": {
          "f:metadata": { "f:annotations": { "f:kubernetes.io/service-account.name": {} } },
          "f:type": {},
        },
        "kube-controller-manager Update": {
          "f:data": { ".": {}, "f:ca.crt": {}, "f:namespace": {}, "f:token": {} },
          "f:metadata": { "f:annotations": { "f:kubernetes.io/service-account.uid": {} } },
        },
      });
    });

    test("a token Secret that is made again has the same token, until its account is another one", async () => {
      const [account, url] = [urlOf("serviceaccounts", "again"), urlOf("secrets", "again-token")];
      const tokenOfNew = async (): Promise<string> => {
        await apply(target(), url, {
          apiVersion: "v1",
          kind: "Secret",
          metadata: {
            name: "again-token",
            annotations: { "kubernetes.io/service-account.name": "again" },
          },
          type: "kubernetes.io/service-account-token",
        });
        const filled = await until(
          () => target().request("GET", url),
          ({ body }) => at(body, "data", "token") !== undefined,
        );
        return decoded(at(filled.body, "data", "token"));
      };
      const newAccount = () =>
        apply(target(), account, {
          apiVersion: "v1",
          kind: "ServiceAccount",
          metadata: { name: "again" },
        });
      const isGone = () =>
        until(
          () => target().request("GET", url),
          ({ status }) => status === 404,
        );
      await newAccount();
      const first = await tokenOfNew();
      await target().request("DELETE", url);
      await isGone();
      expect(await tokenOfNew()).toBe(first);
      // Its Secrets go with the account.
      await target().request("DELETE", account);
      await isGone();
      await newAccount();
      expect(await tokenOfNew()).not.toBe(first);
    });

    test("a token Secret of a missing account is deleted", async () => {
      const url = urlOf("secrets", "orphan-token");
      await apply(target(), url, {
        apiVersion: "v1",
        kind: "Secret",
        metadata: {
          name: "orphan-token",
          annotations: { "kubernetes.io/service-account.name": "nobody" },
        },
        type: "kubernetes.io/service-account-token",
      });
      await until(
        () => target().request("GET", url),
        ({ status }) => status === 404,
      );
    });

    test("a token can be asked for, with its expiry", async () => {
      const account = { apiVersion: "v1", kind: "ServiceAccount", metadata: { name: "asked" } };
      await apply(target(), urlOf("serviceaccounts", "asked"), account);
      const answer = await target().request("POST", `${urlOf("serviceaccounts", "asked")}/token`, {
        apiVersion: "authentication.k8s.io/v1",
        kind: "TokenRequest",
        spec: { audiences: [], expirationSeconds: 3600 },
      });
      expect(answer.status).toBe(201);
      expect(at(answer.body, "status", "expirationTimestamp")).toMatch(
        /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/,
      );
    });

    test("a new namespace gets its default account and the cluster's CA", async () => {
      const body = { apiVersion: "v1", kind: "Namespace", metadata: { name: "contract-new" } };
      await apply(target(), "/api/v1/namespaces/contract-new", body);
      for (const path of ["serviceaccounts/default", "configmaps/kube-root-ca.crt"])
        await until(
          () => target().request("GET", `/api/v1/namespaces/contract-new/${path}`),
          ({ status }) => status === 200,
        );
    });

    test("a deleted namespace takes its objects along", async () => {
      const url = "/api/v1/namespaces/contract-gone";
      await apply(target(), url, {
        apiVersion: "v1",
        kind: "Namespace",
        metadata: { name: "contract-gone" },
      });
      const inside = { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "inside" } };
      await apply(target(), `${url}/configmaps/inside`, inside);
      const marked = await target().request("DELETE", url);
      expect(at(marked.body, "status", "phase")).toBe("Terminating");
      await until(
        () => target().request("GET", url),
        ({ status }) => status === 404,
      );
      expect((await target().request("GET", `${url}/configmaps/inside`)).status).toBe(404);
    });
  });
}
