import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import fc from "fast-check";
import { test } from "vitest";
import { kubeconfigLoader } from "../../src/adapters/kubernetes/kubeconfig.ts";
import type { Json } from "../../src/kube/object.ts";
import { SecretRegistry } from "../../src/util/secret-registry.ts";
import { base64, temporaryFolder } from "../adapters/kubernetes/api-server.ts";
import { AUTHORITY, CLIENT_CERTIFICATE, CLIENT_KEY } from "../adapters/kubernetes/certificates.ts";
import { fuzzing, TIME } from "./fuzzing.ts";
import { lawful } from "./law.ts";
import { mutatedText, mutation } from "./mutations.ts";

/** Programs and files are of the mutated file too; these are harmless whatever their arguments are. */
const USERS: readonly Json[] = [
  { token: "s3cret" },
  { username: "jane", password: "s3cret" },
  { "client-certificate-data": base64(CLIENT_CERTIFICATE), "client-key-data": base64(CLIENT_KEY) },
  { tokenFile: "/dev/null" },
  { as: "jane", "as-groups": ["a"], "as-user-extra": { a: ["b"] }, token: "s3cret" },
  {
    exec: {
      apiVersion: "client.authentication.k8s.io/v1",
      command: "/bin/true",
      args: ["x"],
      env: [],
    },
  },
  { "auth-provider": { name: "oidc", config: { "id-token": "a.b.c" } } },
];

function kubeconfig(user: Json): Json {
  const cluster = {
    server: "https://api.example:6443",
    "certificate-authority-data": base64(AUTHORITY),
  };
  return {
    apiVersion: "v1",
    kind: "Config",
    clusters: [{ name: "one", cluster }],
    users: [{ name: "jane", user }],
    contexts: [{ name: "c1", context: { cluster: "one", user: "jane" } }],
    "current-context": "c1",
  };
}

test(
  "a kubeconfig gives access or a code, whatever is in it",
  async () => {
    const path = join(await temporaryFolder(), "config");
    const text = fc.oneof(
      {
        weight: 8,
        arbitrary: fc
          .tuple(fc.constantFrom(...USERS), fc.array(mutation, { minLength: 1, maxLength: 4 }))
          .map(([user, changes]) => changes.reduce(mutatedText, JSON.stringify(kubeconfig(user)))),
      },
      { weight: 1, arbitrary: fc.string({ unit: "binary" }) },
      {
        weight: 1,
        arbitrary: fc
          .constantFrom("[", "- ", "{a: ", "&a [*a, ", "? ")
          .map((one) => one.repeat(3000)),
      },
    );
    await fc.assert(
      fc.asyncProperty(text, async (one) => {
        await writeFile(path, one);
        const load = kubeconfigLoader({
          env: { KUBECONFIG: path, PATH: "/nowhere" },
          home: "/nowhere",
          secrets: new SecretRegistry(),
        });
        await lawful(async () => {
          const access = await load({ cluster: "cluster1", context: "c1" });
          await access.credentials.current();
        });
      }),
      fuzzing(60),
    );
  },
  TIME,
);
