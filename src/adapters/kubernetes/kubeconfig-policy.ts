import { realpath } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { MeshplanError } from "../../errors.ts";
import { isList, isMap, type JsonMap } from "../../kube/object.ts";
import type { ClusterTarget } from "../../ports.ts";
import { type Entry, type Kubeconfig, pathSetting, textSetting } from "./kubeconfig-file.ts";
import { fingerprintOf } from "./kubeconfig-fingerprint.ts";
import { commandLine } from "../../util/command-line.ts";

/** A kubeconfig that the operator trusts: with a hash, only as long as its content is the same. */
export interface TrustedKubeconfig {
  readonly path: string;
  /** As `kubeconfigFingerprint` makes it, hex. */
  readonly sha256?: string;
}

/** What a person is asked before a kubeconfig that the mesh file names may do more than say what stands in it. */
export interface TrustQuestion {
  readonly path: string;
  /** Of all its contexts: `runs ./login.sh`, `reads /etc/token as tokenFile`. Never empty. */
  readonly does: readonly string[];
}

/** Remembers what a person answered, by real path and content. */
export interface TrustStore {
  has(trusted: Required<TrustedKubeconfig>): Promise<boolean>;
  keep(trusted: Required<TrustedKubeconfig>): Promise<void>;
}

/**
 * What a mesh file or a saved plan may make meshplan do with kubeconfigs. Without any of it: every context of the operator's
 * own kubeconfig may be named, and a kubeconfig that the file names is read, but runs no program and reads no other file.
 */
export interface KubeconfigPolicy {
  /** The only contexts that may be used. */
  readonly contexts?: ReadonlySet<string>;
  /** Who wrote the file is a stranger: kubeconfigs it names are refused, and so is a server whose certificate nobody checks. */
  readonly untrusted?: boolean;
  readonly trusted?: readonly TrustedKubeconfig[];
  readonly store?: TrustStore;
  /** Absent where nobody can be asked. */
  readonly ask?: (question: TrustQuestion) => Promise<boolean>;
}

/**
 * Whether this machine may connect to a host because a mesh file names it. Not where its author is a stranger, and not where
 * the operator lists what may be used: a list of contexts is a list of servers.
 */
export function mayChooseHosts({ untrusted, contexts }: KubeconfigPolicy = {}): boolean {
  return untrusted !== true && contexts === undefined;
}

/** Throws MP9121 where the context is none of those the operator lists, MP9122 where the file may not name a kubeconfig. */
export function requireAllowed(target: ClusterTarget, policy: KubeconfigPolicy): void {
  const { cluster, context, kubeconfig } = target;
  if (policy.contexts !== undefined && !policy.contexts.has(context)) {
    const names = [...policy.contexts].sort().join(", ");
    throw new MeshplanError("MP9121", `context ${context} is not one of --contexts: ${names}`, {
      cluster,
      nextSteps: [
        `name one of them as \`context:\` of ${cluster} in the mesh file, or add it to --contexts`,
      ],
    });
  }
  if (policy.untrusted === true && kubeconfig !== undefined)
    throw new MeshplanError(
      "MP9122",
      `${cluster} names the kubeconfig ${kubeconfig}, and --untrusted takes none from a file`,
      {
        cluster,
        nextSteps: ["remove `kubeconfig:` from the file, and put its context into KUBECONFIG"],
      },
    );
}

/** Throws MP9123 where a stranger's file would be planned against a server that anybody could stand in for. */
export function requireVerified(target: ClusterTarget, policy: KubeconfigPolicy): void {
  if (policy.untrusted !== true) return;
  throw new MeshplanError(
    "MP9123",
    `context ${target.context} has insecure-skip-tls-verify, which --untrusted refuses`,
    {
      cluster: target.cluster,
      nextSteps: [
        "put the cluster's certificate-authority-data into the kubeconfig instead of insecure-skip-tls-verify",
      ],
    },
  );
}

/** What using these entries does beyond saying what stands in them: programs, other files, other hosts. */
function reachOf(
  clusters: readonly Entry[],
  users: readonly Entry[],
  cluster: string,
): readonly string[] {
  const ofClusters = clusters.flatMap((entry) => reads(entry, "certificate-authority", cluster));
  const ofUsers = users.flatMap((user) => {
    const exec = user.value["exec"];
    const provider = user.value["auth-provider"];
    return [
      ...(isMap(exec) ? [`runs ${commandOf(exec)}`] : []),
      ...(isMap(provider) ? [`logs in through the auth-provider ${textOf(provider["name"])}`] : []),
      ...PATHS_OF_USERS.flatMap((key) => reads(user, key, cluster)),
    ];
  });
  return [...new Set([...ofUsers, ...ofClusters])];
}

const PATHS_OF_USERS = ["tokenFile", "client-certificate", "client-key"];

function commandOf({ command, args }: JsonMap): string {
  const words = [command, ...(isList(args) ? args : [])];
  return commandLine`${words.map((word) => textOf(word))}`;
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value ?? "");
}

/** `KEY-data` wins over `KEY`, and then nothing is read. */
function reads(entry: Entry, key: string, cluster: string): readonly string[] {
  if (textSetting(entry, `${key}-data`, cluster) !== undefined) return [];
  const path = pathSetting(entry, key, cluster);
  return path === undefined ? [] : [`reads ${path} as ${key}`];
}

/** What one context of a kubeconfig leads to. */
export interface ContextEntries {
  readonly cluster: Entry;
  readonly user: Entry;
}

/** Decides once for each kubeconfig; questions come one after the other. */
export class KubeconfigTrust {
  readonly #policy: KubeconfigPolicy;
  readonly #answers = new Map<string, Promise<boolean>>();
  #last: Promise<unknown> = Promise.resolve();

  constructor(policy: KubeconfigPolicy) {
    this.#policy = policy;
  }

  /**
   * Throws MP9120 where a kubeconfig that the file names does more than say what stands in it and the operator does not trust
   * it, MP9127 where it is no longer what the operator trusts. The operator's own does what it says.
   */
  async require(
    target: ClusterTarget,
    kubeconfig: Kubeconfig,
    { cluster, user }: ContextEntries,
  ): Promise<void> {
    if (target.kubeconfig === undefined) return;
    const does = reachOf([cluster], [user], target.cluster);
    if (does.length === 0) return;
    const written = resolve(target.kubeconfig);
    const path = await realPath(written);
    const sha256 = await fingerprintOf(kubeconfig.texts.get(written) ?? "", dirname(written));
    const named = await this.#named(path);
    if (named.some((one) => one.sha256 === undefined || one.sha256 === sha256)) return;
    if (named.length > 0) throw changed(target, path, sha256);
    const all = reachOf(kubeconfig.clusters, kubeconfig.users, target.cluster);
    const answer = this.#answers.get(path) ?? this.#answer({ path, does: all }, sha256);
    this.#answers.set(path, answer);
    if (!(await answer)) throw distrusted(target, does, path, sha256);
  }

  async #named(path: string): Promise<readonly TrustedKubeconfig[]> {
    const trusted = this.#policy.trusted ?? [];
    const paths = await Promise.all(trusted.map((one) => realPath(one.path)));
    return trusted.filter((_, index) => paths[index] === path);
  }

  async #answer(question: TrustQuestion, sha256: string): Promise<boolean> {
    const { ask, store } = this.#policy;
    const trusted = { path: question.path, sha256 };
    if ((await store?.has(trusted)) === true) return true;
    if (ask === undefined) return false;
    const asked = this.#last.then(() => ask(question));
    this.#last = asked.catch(() => undefined);
    if (!(await asked)) return false;
    await store?.keep(trusted);
    return true;
  }
}

async function realPath(path: string): Promise<string> {
  return await realpath(path).catch(() => resolve(path));
}

function distrusted(
  { cluster, context }: ClusterTarget,
  does: readonly string[],
  path: string,
  sha256: string,
): MeshplanError {
  return new MeshplanError(
    "MP9120",
    `the file names the kubeconfig ${path}, whose context ${context} ${does.join(" and ")}`,
    {
      cluster,
      nextSteps: [
        `if you trust what it is now: ${commandLine`--trust-kubeconfig ${`${path}@sha256:${sha256}`}`}`,
        "or remove `kubeconfig:` from the file, and put the context into KUBECONFIG",
      ],
    },
  );
}

function changed({ cluster }: ClusterTarget, path: string, sha256: string): MeshplanError {
  return new MeshplanError(
    "MP9127",
    `the kubeconfig ${path} is not what --trust-kubeconfig trusts: its hash is ${sha256}`,
    {
      cluster,
      nextSteps: [
        `look at it, and if you trust what it is now: ${commandLine`--trust-kubeconfig ${`${path}@sha256:${sha256}`}`}`,
      ],
    },
  );
}
