import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { basename, join } from "node:path";
import { keepText } from "../../src/certs/secret-texts.ts";
import type { Sandbox } from "../../src/embedded/istio/sandbox.ts";
import { SecretRegistry } from "../../src/util/secret-registry.ts";
import { CLIENT_KEY } from "../adapters/kubernetes/certificates.ts";
import type { Ended, Shell } from "../cli/program.ts";
import type { Seen } from "./children.ts";

/** Planted where only the operator and his programs may see them; each in a place of its own. */
export const CANARIES = {
  "kubeconfig token": "cnryKubeconfigTokenQ7wE4rT9yU2iO5pA8sD1fG6hJ3",
  "password of a kubeconfig user": "cnryBasicPasswordZ3xC6vB9nM2qW5eR8tY1uI4oP7",
  "password in a server's URL": "cnryUrlPasswordL4kJ7hG1fD8sA5pO2iU9yT6rE3wQ",
  "token of a plug-in": "cnryPluginTokenN5bV8cX2zM6lK9jH3gF7dS1aP4oI",
  "variable of a plug-in": "cnryPluginVariableG5hJ2kL8zX4cV1bN7mQ3wE9rT",
  "key of a client certificate": CLIENT_KEY,
  "token of the build job": "cnryBuildTokenT8yU1iO4pA7sD3fG6hJ9kL2zX5cV",
  "password of a registry": "cnryPullSecretW2eR5tY8uI1oP4aS7dF3gH6jK9lZ",
} as const;

type Canaries = ReadonlyMap<string, SecretRegistry>;

/**
 * The planted ones, and what came to be: the root's key, intermediates, tokens of accounts; those of the clusters of `demo` and
 * `sandbox` too. By the place where each is.
 */
export function canariesOf(
  shell: Shell,
  { clusters }: Sandbox,
  embedded: readonly string[],
): Canaries {
  const all = new Map<string, SecretRegistry>();
  const plant = (place: string, text: string): void => {
    const registry = all.get(place) ?? new SecretRegistry();
    keepText(text, registry);
    all.set(place, registry);
  };
  for (const [place, text] of Object.entries(CANARIES)) plant(place, text);
  if (existsSync(shell.path("root.pem")))
    plant("key of the root", readFileSync(shell.path("root.pem"), "utf8"));
  for (const { name, embedded: cluster } of clusters)
    for (const secret of cluster.store.list("secrets"))
      for (const [key, value] of Object.entries((secret["data"] ?? {}) as Record<string, string>))
        if (!["ca.crt", "namespace"].includes(key))
          plant(
            `${name}: ${key} of Secret ${secret.metadata.name}`,
            Buffer.from(value, "base64").toString(),
          );
  for (const text of embedded) plant("what clusters of demo and sandbox know", text);
  return all;
}

/** Files that are the places of canaries themselves. */
const INPUTS = new Set(["token.kubeconfig", "password.kubeconfig", "kubeconfig", "root.pem"]);
/** What `sandbox --state` keeps of its clusters, for their owner alone. */
const STATE = "state.json";

/** The terminal and its shell, from which the operator starts the command. */
const TERMINAL = "line.sh";

/** The operator's own programs get his whole environment, as kubectl and a shell give it. */
const OF_OPERATOR = new Set(["meshplan.js", "plugin.sh", "inside.sh", TERMINAL]);

/** Where a canary may be. */
function isHome(place: string, sink: string): boolean {
  if (sink === STATE) return true;
  const [of, name = ""] = sink.split(" of ");
  if (of !== "environ") return false;
  if (place === "token of the build job") return OF_OPERATOR.has(name);
  return place === "variable of a plug-in" && name === "plugin.sh";
}

/** What a command leaves and shows, by where. */
export function sinksOf(
  { stdout, stderr }: Ended,
  shell: Shell,
  children: readonly Seen[],
): readonly (readonly [sink: string, text: string])[] {
  return [
    ["stdout", stdout],
    ["stderr", stderr],
    ...children.flatMap(({ name, cmdline, environ }) => [
      [`cmdline of ${name}`, cmdline] as const,
      [`environ of ${name}`, environ] as const,
    ]),
    ...filesBelow(shell.folder)
      .filter((path) => !INPUTS.has(basename(path)))
      .map((path) => [path.slice(shell.folder.length + 1), readFileSync(path, "latin1")] as const),
  ];
}

/** Every place whose canary is in a sink where it may not be. */
export function leaksIn(sinks: ReturnType<typeof sinksOf>, canaries: Canaries): readonly string[] {
  return sinks.flatMap(([sink, text]) =>
    [...canaries].flatMap(([place, registry]) =>
      registry.holds(text) && !isHome(place, sink) ? [`${place} in ${sink}`] : [],
    ),
  );
}

function filesBelow(folder: string): readonly string[] {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    return statSync(path).isDirectory() ? filesBelow(path) : [path];
  });
}
