import { X509Certificate } from "node:crypto";
import { homedir } from "node:os";
import { MeshplanError } from "../../errors.ts";
import type { Clock, ClusterTarget } from "../../ports.ts";
import type { SecretRegistry } from "../../util/secret-registry.ts";
import { LIMITS } from "../../util/limits.ts";
import { bytesWithin } from "../host/bounded-file.ts";
import { withoutUrlUsers } from "../../util/without-url-users.ts";
import { systemClock } from "../host/clock.ts";
import type { ClusterAccess } from "./cluster-access.ts";
import { credentialsOf } from "./credentials.ts";
import {
  type Entry,
  entryMeant,
  type Kubeconfig,
  kubeconfigFiles,
  malformed,
  mergedEntry,
  pathSetting,
  readKubeconfig,
  textSetting,
} from "./kubeconfig-file.ts";
import {
  type ContextEntries,
  type KubeconfigPolicy,
  KubeconfigTrust,
  requireAllowed,
  requireVerified,
} from "./kubeconfig-policy.ts";
import { closest } from "../../util/closest.ts";
import { commandLine } from "../../util/command-line.ts";
import { kubectlFlags } from "../../kube/kubectl-flags.ts";
import { loginIn, type Proxy, proxyFromEnvironment, proxyText } from "./proxy.ts";
import { isUrl } from "../../util/is-url.ts";

export interface KubeconfigEnvironment {
  readonly env?: { readonly [name: string]: string | undefined };
  readonly home?: string;
  readonly clock?: Clock;
  /** What mesh files and saved plans may do with kubeconfigs; absent: nothing but read what stands in one. */
  readonly policy?: KubeconfigPolicy;
  /** Learns what is secret in a kubeconfig and is in no request of itself. */
  readonly secrets: SecretRegistry;
}

/**
 * Reads kubeconfigs, each file once. What it returns connects as kubectl would with the same context and its file alone; a
 * setting that meshplan does not speak is refused, never ignored.
 *
 * The files are read here and not by @kubernetes/client-node: its KubeConfig costs 65 ms to load where this costs 3
 * (bundled, Node 20), throws on a name that two files share, and ignores `tokenFile`, `as-groups` and `as-uid`, so that
 * requests would go out as somebody else. Its OpenID Connect refresh is used (oidc.ts), loaded only by who needs it;
 * a test holds both readers to the same result.
 */
export function kubeconfigLoader(
  environment: KubeconfigEnvironment,
): (target: ClusterTarget) => Promise<ClusterAccess> {
  const places = { env: environment.env ?? process.env, home: environment.home ?? homedir() };
  const clock = environment.clock ?? systemClock();
  const policy = environment.policy ?? {};
  const trust = new KubeconfigTrust(policy);
  const read = new Map<string, Promise<Kubeconfig>>();
  return async (target) => {
    requireAllowed(target, policy);
    const files = kubeconfigFiles(target, places);
    const key = files.join("\n");
    const reading = read.get(key) ?? readKubeconfig(files, target.cluster);
    read.set(key, reading);
    const { secrets } = environment;
    return accessOf(await reading, target, { env: places.env, clock, policy, trust, secrets });
  };
}

interface Surroundings {
  readonly env: { readonly [name: string]: string | undefined };
  readonly clock: Clock;
  readonly policy: KubeconfigPolicy;
  readonly trust: KubeconfigTrust;
  readonly secrets: SecretRegistry;
}

async function accessOf(
  kubeconfig: Kubeconfig,
  target: ClusterTarget,
  { env, clock, policy, trust, secrets }: Surroundings,
): Promise<ClusterAccess> {
  const { cluster, user, kubeconfig: file } = entriesOfContext(kubeconfig, target);
  const reached = { context: target.context, ...(file === undefined ? {} : { kubeconfig: file }) };
  await trust.require(target, kubeconfig, { cluster, user });
  const server = serverOf(cluster, target);
  const proxy = proxyOf(cluster, server, target, env);
  if (proxy !== undefined) secrets.keep(decodeURIComponent(proxy.url.password));
  const skipVerify = cluster.value["insecure-skip-tls-verify"] === true;
  if (skipVerify) requireVerified(target, policy);
  const authority = await pemSetting(cluster, "certificate-authority", target);
  if (skipVerify && authority !== undefined)
    throw malformed(
      cluster.file,
      "insecure-skip-tls-verify and a certificate authority are both set",
      target.cluster,
    );
  if (authority !== undefined) checkAuthority(target, cluster, authority);
  const tlsServerName = textSetting(cluster, "tls-server-name", target.cluster);
  const credentials = await credentialsOf(user, {
    target,
    kubectl: kubectlFlags(reached),
    env,
    clock,
    secrets,
    login: loginOf(cluster, target),
    cluster: { entry: cluster, server, authority, tlsServerName, skipVerify },
    pem: (entry, key) => pemSetting(entry, key, target),
  });
  return { ...reached, server, proxy, authority, tlsServerName, skipVerify, credentials };
}

/** Throws MP9103 where the kubeconfigs do not have the context, or not what it names. */
function entriesOfContext(
  { files, clusters, contexts, users }: Kubeconfig,
  target: ClusterTarget,
): ContextEntries & { readonly kubeconfig?: string } {
  const context = mergedEntry(contexts, target.context);
  if (context === undefined) throw unknownContext(target, files, contexts);
  const clusterName = textSetting(context, "cluster", target.cluster);
  const userName = textSetting(context, "user", target.cluster);
  const cluster = entryMeant(clusters, clusterName ?? "", context.file);
  const user = entryMeant(users, userName ?? "", context.file);
  const reached = { context: target.context, kubeconfig: target.kubeconfig };
  if (cluster === undefined) throw dangling(target, `cluster ${clusterName ?? "(none)"}`, reached);
  if (user === undefined) throw dangling(target, `user ${userName ?? "(none)"}`, reached);
  const isMerged =
    mergedEntry(clusters, cluster.name) === cluster && mergedEntry(users, user.name) === user;
  const { kubeconfig = isMerged ? undefined : context.file } = target;
  return { cluster, user, ...(kubeconfig === undefined ? {} : { kubeconfig }) };
}

function unknownContext(
  target: ClusterTarget,
  files: readonly string[],
  contexts: readonly Entry[],
): MeshplanError {
  const names = [...new Set(contexts.map(({ name }) => name))].sort();
  const known = names.length === 0 ? "it has none" : `it has ${listed(names)}`;
  const message = `context ${target.context} is not in ${files.join(", ")}: ${known}`;
  const free = names.filter((name) => !(target.taken ?? []).includes(name));
  const meant = likelyContext(target.context, free);
  const flag = commandLine`--context ${target.cluster}=${meant ?? "CONTEXT"}`;
  const inFile = `\`context:\` of ${target.cluster} in the mesh file`;
  return new MeshplanError("MP9103", message, {
    cluster: target.cluster,
    nextSteps: [
      ...(meant === undefined ? [] : [`did you mean ${meant}?`]),
      // The file of a saved plan is not read any more; what it calls a cluster is said by the flag.
      target.plan === undefined
        ? `name the right one: ${flag}, or ${inFile}`
        : `name the right one: ${flag}`,
    ],
  });
}

/** Words of a context as clouds make them: `gke_PROJECT_REGION_NAME`, `arn:aws:eks:REGION:ACCOUNT:cluster/NAME`, `USER@NAME`. */
const BETWEEN_WORDS = /[^\w-]+|_/;

/** The one context that has the name as a word of it, else the closest spelling. */
function likelyContext(name: string, contexts: readonly string[]): string | undefined {
  const having = contexts.filter((context) => context.split(BETWEEN_WORDS).includes(name));
  return having.length === 1 ? having[0] : closest(name, contexts);
}

function listed(names: readonly string[]): string {
  const shown = names.slice(0, 8).join(", ");
  return names.length > 8 ? `${shown} and ${String(names.length - 8)} more` : shown;
}

function dangling(
  target: ClusterTarget,
  what: string,
  reached: Parameters<typeof kubectlFlags>[0],
): MeshplanError {
  return new MeshplanError(
    "MP9103",
    `context ${target.context} names ${what}, which is not in the kubeconfig`,
    {
      cluster: target.cluster,
      nextSteps: [commandLine`kubectl ${kubectlFlags(reached)} config view --minify`],
    },
  );
}

function serverOf(cluster: Entry, target: ClusterTarget): string {
  const server = textSetting(cluster, "server", target.cluster);
  if (server === undefined || !isUrl(server))
    throw malformed(cluster.file, `cluster ${cluster.name} has no server URL`, target.cluster);
  if (new URL(server).protocol !== "https:")
    throw unsupported(
      target,
      `server ${new URL(server).origin}`,
      "use an https server address: over anything else credentials would be readable on the way",
    );
  return withoutUrlUsers(server).replace(/\/+$/, "");
}

/** `proxy-url` of the kubeconfig, else what the environment says, as with kubectl. */
function proxyOf(
  cluster: Entry,
  server: string,
  target: ClusterTarget,
  env: Surroundings["env"],
): Proxy | undefined {
  const written = textSetting(cluster, "proxy-url", target.cluster);
  if (written !== undefined && !isUrl(written))
    throw malformed(cluster.file, `proxy-url of cluster ${cluster.name} is no URL`, target.cluster);
  const proxy =
    written === undefined
      ? proxyFromEnvironment(server, env)
      : { url: new URL(written), from: `proxy-url of cluster ${cluster.name}` };
  if (proxy === undefined) return undefined;
  if (!["http:", "https:"].includes(proxy.url.protocol))
    throw unsupported(
      target,
      proxyText(proxy),
      "name one of http or https, or make the API server reachable without a proxy",
    );
  try {
    loginIn(proxy.url);
  } catch {
    throw unsupported(
      target,
      `${proxyText(proxy)} with a user that is not percent-encoded`,
      "write % as %25 in its user and password",
    );
  }
  return proxy;
}

/**
 * The user in a server's URL, `https://user:password@host`. It is what kubectl logs in with, whatever else the kubeconfig has:
 * Go makes a header of it first, and client-go leaves a request that has one as it is.
 * Source: net/http, client.go, send; client-go, transport/round_trippers.go.
 */
function loginOf(cluster: Entry, target: ClusterTarget): string | undefined {
  const server = cluster.value["server"];
  if (typeof server !== "string" || !isUrl(server)) return undefined;
  try {
    return loginIn(new URL(server));
  } catch {
    const what = `the user in the server URL of cluster ${cluster.name} is not percent-encoded`;
    throw malformed(cluster.file, what, target.cluster);
  }
}

function unsupported(target: ClusterTarget, setting: string, instead: string): MeshplanError {
  return new MeshplanError(
    "MP9104",
    `context ${target.context} has ${setting}, which meshplan does not support`,
    { cluster: target.cluster, nextSteps: [instead] },
  );
}

/** `KEY-data` (base64) wins over `KEY` (a path), as in client-go. */
async function pemSetting(
  entry: Entry,
  key: string,
  target: ClusterTarget,
): Promise<string | undefined> {
  const inline = textSetting(entry, `${key}-data`, target.cluster);
  if (inline !== undefined) return Buffer.from(inline, "base64").toString("utf8");
  const path = pathSetting(entry, key, target.cluster);
  if (path === undefined) return undefined;
  try {
    return (await bytesWithin(path, LIMITS.credentialFile.most)).toString("utf8");
  } catch (error) {
    throw new MeshplanError("MP9105", `${key} of ${entry.name} cannot be read at ${path}`, {
      cluster: target.cluster,
      cause: error,
      nextSteps: [`look at it: ${commandLine`ls -l ${path}`}`],
    });
  }
}

/** OpenSSL passes over an authority that is no certificate, and then trusts nobody without a word of why. */
function checkAuthority(target: ClusterTarget, entry: Entry, pem: string): void {
  try {
    new X509Certificate(pem);
  } catch {
    throw new MeshplanError(
      "MP9105",
      `certificate-authority of ${entry.name} in ${entry.file} is not a PEM certificate`,
      {
        cluster: target.cluster,
        nextSteps: [`fetch the kubeconfig of context ${target.context} again`],
      },
    );
  }
}
