import { chmodSync, existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer, request as forward } from "node:https";
import type { AddressInfo } from "node:net";
import { basename, join } from "node:path";
import { keepText } from "../../src/certs/secret-texts.ts";
import type { Sandbox } from "../../src/sandbox/server.ts";
import { SecretRegistry } from "../../src/util/secret-registry.ts";
import {
  AUTHORITY,
  CLIENT_CERTIFICATE,
  CLIENT_KEY,
  SERVER_CERTIFICATE,
  SERVER_KEY,
} from "../adapters/certificates.ts";
import { type Ended, openShell, type Shell, startClusters } from "../cli/program.ts";
import type { Fault, Struck } from "./faults.ts";

const base64 = (text: string): string => Buffer.from(text).toString("base64");

/** Planted where only the operator and his programs may see them; each in a place of its own. */
export const CANARIES = {
  "kubeconfig token": "cnryKubeconfigTokenQ7wE4rT9yU2iO5pA8sD1fG6hJ3",
  "password of a kubeconfig user": "cnryBasicPasswordZ3xC6vB9nM2qW5eR8tY1uI4oP7",
  "password in a server's URL": "cnryUrlPasswordL4kJ7hG1fD8sA5pO2iU9yT6rE3wQ",
  "token of a plug-in": "cnryPluginTokenN5bV8cX2zM6lK9jH3gF7dS1aP4oI",
  "key of a client certificate": CLIENT_KEY,
  "token of the build job": "cnryBuildTokenT8yU1iO4pA7sD3fG6hJ9kL2zX5cV",
  "password of a registry": "cnryPullSecretW2eR5tY8uI1oP4aS7dF3gH6jK9lZ",
} as const;

const MESH = `apiVersion: meshplan/v1
mesh: mesh1
istio: { version: 1.31.0 }
trust: { root: generated, key: root.pem }
clusters:
  cluster1: { network: network1 }
  cluster2: { network: network2, primary: cluster1 }
`;

/** What a program writes down that it was given; the folder is searched like all other output. */
const DUMP = (name: string): string =>
  `tr '\\0' '\\n' < /proc/$$/environ > "$HOME/${name}.environ"; tr '\\0' ' ' < /proc/$$/cmdline > "$HOME/${name}.cmdline"`;

const CREDENTIAL = JSON.stringify({
  apiVersion: "client.authentication.k8s.io/v1",
  kind: "ExecCredential",
  status: { token: CANARIES["token of a plug-in"] },
});

/** Two embedded clusters behind servers that may strike, a folder, and the built command in it. */
export interface Stage {
  readonly shell: Shell;
  readonly sandbox: Sandbox;
  fault: Fault | undefined;
  /** How many requests were struck since the last call. */
  struck(): number;
  /** Runs `meshplan ARGS`, logging in in one of two ways, and gives what came out and every place that holds a canary. */
  run(
    args: string,
    login?: "token" | "password",
  ): Promise<Ended & { readonly leaks: readonly string[] }>;
  /** As after a hand edit of the remote secret: the next plan dry-runs it and the next apply writes it. */
  drift(): Promise<void>;
  close(): Promise<void>;
}

export async function openStage(): Promise<Stage> {
  const sandbox = await startClusters();
  const shell = openShell(sandbox);
  shell.write("mesh.yaml", MESH);
  const state: Between = { fault: undefined, count: 0, addresses: [] };
  const servers = await Promise.all(sandbox.clusters.map((cluster) => between(cluster, state)));
  const urls = servers.map(({ url }) => url);
  plantPrograms(shell);
  shell.write("token.kubeconfig", kubeconfig(urls, "token"));
  shell.write("password.kubeconfig", kubeconfig(urls, "password"));
  return {
    shell,
    sandbox,
    get fault() {
      return state.fault;
    },
    set fault(fault) {
      state.fault = fault;
    },
    struck: () => {
      const { count } = state;
      state.count = 0;
      return count;
    },
    run: async (args, login = "token") => {
      const broken = state.fault?.program;
      const plugin = broken === "plug-in" ? "bad" : "good";
      const renderer = broken === "renderer" ? " --istioctl ./istioctl-echo" : "";
      const environment = `KUBECONFIG=${login}.kubeconfig PLUGIN=${plugin} GITHUB_TOKEN=${CANARIES["token of the build job"]}`;
      const ended = await shell.sh(`${environment} meshplan ${args}${renderer}`);
      return { ...ended, leaks: leaksOf(ended, shell, canariesOf(shell, sandbox)) };
    },
    drift: async () => {
      const path = "/api/v1/namespaces/istio-system/secrets/istio-remote-secret-cluster2";
      await direct(sandbox, path, { metadata: { labels: { "istio/multiCluster": "drifted" } } });
    },
    close: async () => {
      for (const { close } of servers) close();
      await sandbox.close();
      shell.remove();
    },
  };
}

function plantPrograms(shell: Shell): void {
  shell.write(
    "plugin.sh",
    `#!/bin/sh\n${DUMP("plug-in")}\nif [ "$PLUGIN" = bad ]; then env | tr '\\n' ' ' >&2; exit 3; fi\necho '${CREDENTIAL}'\n`,
  );
  const version = '{"clientVersion": {"version": "1.31.0"}}';
  shell.write(
    "istioctl-echo",
    `#!/bin/sh\n${DUMP("renderer")}\ncase "$1" in version) echo '${version}' ;; *) { env; cat; } | tr '\\n' ' ' >&2; exit 1 ;; esac\n`,
  );
  for (const name of ["plugin.sh", "istioctl-echo"]) chmodSync(shell.path(name), 0o755);
}

function kubeconfig(urls: readonly string[], login: "token" | "password"): string {
  const [first = "", second = ""] = urls;
  const withUser = second.replace(
    "https://",
    `https://jane:${CANARIES["password in a server's URL"]}@`,
  );
  const users = {
    token: [
      {
        token: CANARIES["kubeconfig token"],
        "client-certificate-data": base64(CLIENT_CERTIFICATE),
        "client-key-data": base64(CLIENT_KEY),
      },
      { exec: { apiVersion: "client.authentication.k8s.io/v1", command: "./plugin.sh" } },
    ],
    password: [{ username: "jane", password: CANARIES["password of a kubeconfig user"] }, {}],
  }[login];
  const servers = login === "token" ? [first, second] : [first, withUser];
  const names = ["cluster1", "cluster2"];
  return JSON.stringify({
    apiVersion: "v1",
    kind: "Config",
    clusters: names.map((name, at) => ({
      name,
      cluster: { server: servers[at], "certificate-authority-data": base64(AUTHORITY) },
    })),
    users: names.map((name, at) => ({ name, user: users[at] })),
    contexts: names.map((name) => ({ name, context: { cluster: name, user: name } })),
  });
}

type Cluster = Sandbox["clusters"][number];

interface Between {
  fault: Fault | undefined;
  count: number;
  /** Address of a server between, and of the embedded one behind it. */
  readonly addresses: (readonly [between: string, behind: string])[];
}

/** A server before an embedded one: takes every login, answers what the fault says, and passes on all else. */
async function between(cluster: Cluster, state: Between) {
  const key = { cert: SERVER_CERTIFICATE, key: SERVER_KEY };
  const server = createServer(key, (incoming, response) => {
    void read(incoming).then((body) => {
      const [path = "", query = ""] = (incoming.url ?? "").split("?");
      const { method = "", headers } = incoming;
      const authorization = headers.authorization ?? "";
      const request: Struck = { method, path, query, authorization, body: body.toString() };
      if (state.fault?.strikes?.(request) === true) {
        state.count += 1;
        state.fault.answer?.(request, response);
      } else pass(cluster, incoming, response, request, state);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const url = `https://127.0.0.1:${String(port)}`;
  state.addresses.push([url, cluster.server]);
  return {
    url,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

async function read(incoming: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks);
}

function pass(
  cluster: Cluster,
  incoming: IncomingMessage,
  response: ServerResponse,
  { method, path, query, body }: Struck,
  { addresses }: Between,
): void {
  const isSecret = path.includes("/secrets/");
  const back = addresses.map(([from, to]) => [to, from] as const);
  const sent = isSecret ? readdressed(body, addresses) : body;
  const target = new URL(cluster.server);
  const headers = {
    ...incoming.headers,
    host: target.host,
    authorization: `Bearer ${cluster.token}`,
    ...(method === "GET" ? {} : { "content-length": Buffer.byteLength(sent) }),
  };
  const to = { host: target.hostname, port: target.port, path: incoming.url, method, headers };
  const outgoing = forward({ ...to, ca: cluster.certificateAuthority }, (answer) => {
    response.on("close", () => answer.destroy());
    const { "content-length": _, ...kept } = answer.headers;
    response.writeHead(answer.statusCode ?? 500, isSecret ? kept : answer.headers);
    if (!isSecret || query.includes("watch=1")) answer.pipe(response);
    else void read(answer).then((whole) => response.end(readdressed(whole.toString(), back)));
  });
  outgoing.on("error", () => response.destroy());
  outgoing.end(sent);
}

/** Kubeconfigs in a Secret name servers between, which only meshplan can use: embedded istiods know the ones behind. */
function readdressed(body: string, addresses: Between["addresses"]): string {
  return body.replace(/"([A-Za-z0-9+/]{200,}={0,2})"/g, (whole, value: string) => {
    const text = Buffer.from(value, "base64").toString();
    const changed = addresses.reduce((rest, [from, to]) => rest.replaceAll(from, to), text);
    return changed === text ? whole : `"${base64(changed)}"`;
  });
}

/** A write to cluster1 past the servers between. */
async function direct(
  { clusters }: Sandbox,
  path: string,
  patch: object,
  method = "PATCH",
): Promise<void> {
  const [cluster] = clusters;
  if (cluster === undefined) throw new Error("internal: no cluster1");
  const body = JSON.stringify(patch);
  const type = method === "PATCH" ? "application/merge-patch+json" : "application/json";
  const target = new URL(`${path}?fieldManager=kubectl-edit`, cluster.server);
  await new Promise<void>((resolve, reject) => {
    const headers = {
      authorization: `Bearer ${cluster.token}`,
      "content-type": type,
      "content-length": Buffer.byteLength(body),
    };
    const asking = forward(
      target,
      { method, headers, ca: cluster.certificateAuthority },
      (answer) => {
        answer.resume();
        answer.on("end", () => {
          if ((answer.statusCode ?? 500) < 300) resolve();
          else reject(new Error(`${method} ${path}: ${String(answer.statusCode)}`));
        });
      },
    );
    asking.on("error", reject);
    asking.end(body);
  });
}

/** What somebody keeps beside Istio to pull its images. */
export async function plantPullSecret({ sandbox }: Pick<Stage, "sandbox">): Promise<void> {
  const password = CANARIES["password of a registry"];
  const config = {
    auths: {
      "registry.example": { username: "robot", password, auth: base64(`robot:${password}`) },
    },
  };
  const secret = {
    apiVersion: "v1",
    kind: "Secret",
    type: "kubernetes.io/dockerconfigjson",
    metadata: { name: "pull", namespace: "istio-system" },
    data: { ".dockerconfigjson": base64(JSON.stringify(config)) },
  };
  await direct(sandbox, "/api/v1/namespaces/istio-system/secrets", secret, "POST");
}

/** The planted ones, and what came to be: the root's key, intermediates, tokens of accounts. By the place where each is. */
export function canariesOf(
  shell: Shell,
  { clusters }: Sandbox,
): ReadonlyMap<string, SecretRegistry> {
  const all = new Map<string, SecretRegistry>();
  const plant = (place: string, text: string): void => {
    const registry = all.get(place) ?? new SecretRegistry();
    keepText(text, registry);
    all.set(place, registry);
  };
  for (const [place, text] of Object.entries(CANARIES)) plant(place, text);
  if (existsSync(shell.path("root.pem")))
    plant("key of the root", readFileSync(shell.path("root.pem"), "utf8"));
  for (const { name, embedded } of clusters)
    for (const secret of embedded.store.list("secrets"))
      for (const [key, value] of Object.entries((secret["data"] ?? {}) as Record<string, string>))
        if (!["ca.crt", "namespace"].includes(key))
          plant(
            `${name}: ${key} of Secret ${secret.metadata.name}`,
            Buffer.from(value, "base64").toString(),
          );
  return all;
}

/** Files that are the places of canaries themselves. */
const INPUTS = new Set([
  "token.kubeconfig",
  "password.kubeconfig",
  "kubeconfig",
  "root.pem",
  "plugin.sh",
]);
/** The operator's own plug-in gets his whole environment, as kubectl gives it. */
const OF_PLUGIN = /plug-in\.environ$/;

function leaksOf(
  ended: Ended,
  shell: Shell,
  canaries: ReadonlyMap<string, SecretRegistry>,
): readonly string[] {
  const sinks = new Map<string, string>([
    ["stdout", ended.stdout],
    ["stderr", ended.stderr],
  ]);
  for (const path of filesBelow(shell.folder))
    if (!INPUTS.has(basename(path)))
      sinks.set(path.slice(shell.folder.length + 1), readFileSync(path, "latin1"));
  return [...sinks].flatMap(([sink, text]) =>
    [...canaries].flatMap(([place, registry]) =>
      registry.holds(text) && !(OF_PLUGIN.test(sink) && place === "token of the build job")
        ? [`${place} in ${sink}`]
        : [],
    ),
  );
}

function filesBelow(folder: string): readonly string[] {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    return statSync(path).isDirectory() ? filesBelow(path) : [path];
  });
}
