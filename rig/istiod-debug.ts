import type { Api } from "./api.ts";
import type { Dial } from "./door.ts";
import { httpGet } from "./http-get.ts";
import { listAt, parseJson, textAt } from "./json.ts";
import { RigError } from "./rig-error.ts";
import type { Json } from "../src/kube/object.ts";

/**
 * A debug page of the istiod at `address`, e.g. `clusterz`. From outside a pod it asks for a token of istiod's audience, in the
 * cluster that this istiod serves.
 */
export async function istiodPage(
  address: string,
  page: string,
  api: Api,
  dial: Dial,
  namespace = "istio-system",
): Promise<Json> {
  const istio = `/api/v1/namespaces/${namespace}`;
  const pods = await api("GET", `${istio}/pods?labelSelector=app%3Distiod`);
  // The account is named after istiod's revision.
  const account = textAt(listAt(pods.body, "items")[0], "spec", "serviceAccountName") ?? "istiod";
  const answer = await api("POST", `${istio}/serviceaccounts/${account}/token`, {
    apiVersion: "authentication.k8s.io/v1",
    kind: "TokenRequest",
    spec: { audiences: ["istio-ca"], expirationSeconds: 600 },
  });
  const token = textAt(answer.body, "status", "token") ?? "";
  const url = `http://${address}:8080/debug/${page}`;
  const { status, text } = await httpGet(url, dial, { Authorization: `Bearer ${token}` });
  if (status !== 200) throw new RigError(`${url} answered ${status}: ${text.slice(0, 200)}`);
  return parseJson(text);
}
