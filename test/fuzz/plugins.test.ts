import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import fc from "fast-check";
import { test } from "vitest";
import { kubeconfigLoader } from "../../src/adapters/kubernetes/kubeconfig.ts";
import { SecretRegistry } from "../../src/util/secret-registry.ts";
import { kubeconfig, temporaryFolder } from "../adapters/kubernetes/api-server.ts";
import { CLIENT_CERTIFICATE, CLIENT_KEY } from "../adapters/kubernetes/certificates.ts";
import { fuzzing, TIME } from "./fuzzing.ts";
import { lawful, Refusal } from "./law.ts";
import { mutatedText, mutation } from "./mutations.ts";

const TOKEN = "s3cret-token-of-the-plug-in";
const ANSWER = {
  kind: "ExecCredential",
  apiVersion: "client.authentication.k8s.io/v1",
  status: {
    token: TOKEN,
    expirationTimestamp: "2040-01-01T00:00:00Z",
    clientCertificateData: CLIENT_CERTIFICATE,
    clientKeyData: CLIENT_KEY,
  },
};

test(
  "what a credential plug-in prints is a credential or has a code, and is never quoted",
  async () => {
    const folder = await temporaryFolder();
    const printed = join(folder, "printed");
    const user = {
      exec: { apiVersion: ANSWER.apiVersion, command: "/bin/cat", args: [printed] },
    };
    const path = await kubeconfig({ server: "https://api.example:6443", user });
    const text = fc.oneof(
      {
        weight: 8,
        arbitrary: fc
          .array(mutation, { minLength: 1, maxLength: 3 })
          .map((changes) => changes.reduce(mutatedText, JSON.stringify(ANSWER))),
      },
      { weight: 1, arbitrary: fc.string({ unit: "binary" }) },
      { weight: 1, arbitrary: fc.nat(30_000).map((levels) => "[".repeat(levels)) },
    );
    await fc.assert(
      fc.asyncProperty(text, async (one) => {
        await writeFile(printed, one);
        const load = kubeconfigLoader({
          env: { KUBECONFIG: path },
          home: "/nowhere",
          secrets: new SecretRegistry(),
        });
        const outcome = await lawful(async () => {
          const access = await load({ cluster: "cluster1", context: "c1" });
          await access.credentials.current();
        });
        if (outcome instanceof Refusal && outcome.text.includes(TOKEN))
          throw new Error("the credential was quoted");
      }),
      fuzzing(10),
    );
  },
  TIME,
);
