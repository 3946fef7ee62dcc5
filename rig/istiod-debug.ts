import { addressesOf } from "./addresses.ts";
import type { Api } from "./api.ts";
import type { Dial } from "./door.ts";
import { httpGet } from "./http-get.ts";
import { parseJson, textAt } from "./json.ts";
import { RigError } from "./rig-error.ts";
import type { Json } from "../src/kube/object.ts";

const ISTIOD_ACCOUNT = "/api/v1/namespaces/istio-system/serviceaccounts/istiod/token";

/** A debug page of the istiod of cluster `n`, e.g. `clusterz`. From outside a pod it asks for a token of istiod's audience. */
export async function istiodPage(n: number, page: string, api: Api, dial: Dial): Promise<Json> {
  const answer = await api("POST", ISTIOD_ACCOUNT, {
    apiVersion: "authentication.k8s.io/v1",
    kind: "TokenRequest",
    spec: { audiences: ["istio-ca"], expirationSeconds: 600 },
  });
  const token = textAt(answer.body, "status", "token") ?? "";
  const url = `http://${addressesOf(n).istiod}:8080/debug/${page}`;
  const { status, text } = await httpGet(url, dial, { Authorization: `Bearer ${token}` });
  if (status !== 200) throw new RigError(`${url} answered ${status}: ${text.slice(0, 200)}`);
  return parseJson(text);
}
