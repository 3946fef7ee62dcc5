import { readFileSync } from "node:fs";
import type { World } from "./world.ts";

const pem = (name: string) =>
  readFileSync(new URL(`../certs/fixtures/${name}.pem`, import.meta.url), "utf8");

/** What a person does before the first apply: the namespace, and cacerts with an intermediate of a root. */
export async function bringRoot(
  world: World,
  cluster: string,
  intermediate: string,
  root: string,
  namespace = "istio-system",
): Promise<void> {
  const api = world.api(cluster);
  await api.request("POST", "/api/v1/namespaces", {
    apiVersion: "v1",
    kind: "Namespace",
    metadata: { name: namespace },
  });
  const files = {
    "ca-cert.pem": pem(intermediate),
    "ca-key.pem": "not looked at",
    "cert-chain.pem": pem(intermediate),
    "root-cert.pem": pem(root),
  };
  const encoded = Object.entries(files).map(([key, text]): [string, string] => [
    key,
    Buffer.from(text).toString("base64"),
  ]);
  await api.request("POST", `/api/v1/namespaces/${namespace}/secrets`, {
    apiVersion: "v1",
    kind: "Secret",
    metadata: { name: "cacerts" },
    data: Object.fromEntries<string>(encoded),
  });
}
