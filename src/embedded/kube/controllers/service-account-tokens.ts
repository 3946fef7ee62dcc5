import type { JsonMap, KubeObject } from "../../../kube/object.ts";
import type { EmbeddedCluster } from "../cluster.ts";
import { familyOf } from "../kinds.ts";
import { serviceAccountCaller } from "../tokens.ts";
import {
  CONTROLLER_MANAGER,
  type ControllerContext,
  idOf,
  later,
  modify,
  onObjects,
  read,
} from "./controller.ts";
import { at, textAt } from "../../../kube/at.ts";

const TYPE = "kubernetes.io/service-account-token";
const ACCOUNT = "kubernetes.io/service-account.name";
const ACCOUNT_UID = "kubernetes.io/service-account.uid";

/** Fills token Secrets of ServiceAccounts, and makes their tokens work. A Secret without its account is deleted. */
export function runServiceAccountTokens({ cluster, delay }: ControllerContext): void {
  onObjects(cluster, ["secrets"], (secret, event) => {
    if (secret["type"] !== TYPE) return;
    const { namespace = "", name } = secret.metadata;
    if (event === "DELETED") cluster.tokens.revokeSecret(namespace, name);
    else if (textAt(secret, "data", "token") === "")
      later(cluster, delay, () => {
        fill(cluster, secret);
      });
    else acceptToken(cluster, secret);
  });
  onObjects(cluster, ["serviceaccounts"], (account, event) => {
    if (event !== "DELETED") return;
    for (const secret of cluster.store.list("secrets", account.metadata.namespace))
      if (
        secret["type"] === TYPE &&
        secret.metadata.annotations?.[ACCOUNT_UID] === account.metadata.uid
      )
        cluster.store.remove("secrets", secret);
  });
}

function fill(cluster: EmbeddedCluster, secret: KubeObject): void {
  const { namespace = "", name } = secret.metadata;
  const live = read(cluster, idOf(secret));
  if (live === undefined || textAt(live, "data", "token") !== "") return;
  const accountName = live.metadata.annotations?.[ACCOUNT] ?? "";
  const id = { apiVersion: "v1", kind: "ServiceAccount", namespace, name: accountName };
  const account = read(cluster, id);
  if (account === undefined) {
    cluster.store.remove(familyOf({ group: "", plural: "secrets" }), live);
    return;
  }
  const data = {
    "ca.crt": base64(cluster.certificateAuthority),
    namespace: base64(namespace),
    token: base64(cluster.tokens.sign(claimsOf(live, account))),
  };
  const annotations = { ...live.metadata.annotations, [ACCOUNT_UID]: account.metadata.uid ?? "" };
  modify(
    cluster,
    { apiVersion: "v1", kind: "Secret", namespace, name },
    () => ({
      ...live,
      metadata: { ...live.metadata, annotations },
      data: { ...dataOf(live), ...data },
    }),
    { manager: CONTROLLER_MANAGER },
  );
}

/**
 * The claims have nothing of the Secret but its name, and no time. A Secret that is deleted and made again gets the same token
 * again, which then works again. Only another account, with another uid, has other tokens.
 * Source: k8s.io/kubernetes, pkg/serviceaccount/legacy.go, LegacyClaims.
 */
function claimsOf({ metadata: secret }: KubeObject, { metadata: account }: KubeObject): JsonMap {
  const claim = (name: string): string => `kubernetes.io/serviceaccount/${name}`;
  const namespace = secret.namespace ?? "";
  return {
    iss: "kubernetes/serviceaccount",
    sub: serviceAccountCaller(namespace, account.name).user,
    [claim("namespace")]: namespace,
    [claim("secret.name")]: secret.name,
    [claim("service-account.name")]: account.name,
    [claim("service-account.uid")]: account.uid ?? "",
  };
}

function dataOf(secret: KubeObject): object {
  const data = at(secret, "data");
  return typeof data === "object" && data !== null ? data : {};
}

function acceptToken(cluster: EmbeddedCluster, secret: KubeObject): void {
  const { namespace = "", name } = secret.metadata;
  const token = Buffer.from(textAt(secret, "data", "token"), "base64").toString("utf8");
  const caller = serviceAccountCaller(namespace, secret.metadata.annotations?.[ACCOUNT] ?? "");
  cluster.tokens.accept({ token, caller, secret: { namespace, name } });
}

function base64(text: string): string {
  return Buffer.from(text, "utf8").toString("base64");
}
