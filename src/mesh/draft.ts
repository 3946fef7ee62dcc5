import { EXAMPLE_VERSION } from "./istio-versions.ts";
import { isDnsLabel, toDnsLabel } from "./names.ts";

/** What somebody wants to begin with. */
export interface DraftChoices {
  readonly mesh: string;
  /** Absent: the newest release that meshplan was run with. */
  readonly version?: string;
  /** Whether pods of all clusters reach each other directly. */
  readonly isOneNetwork: boolean;
  /** In the order of the file; the first primary serves those that are none. */
  readonly clusters: readonly DraftCluster[];
}

interface DraftCluster {
  /** Of a kubeconfig. */
  readonly context: string;
  readonly isPrimary: boolean;
  /** Sentences for the person who reads the file, each a line of a comment. */
  readonly notes: readonly string[];
  /** The network that its Istio has already. */
  readonly network?: string;
}

/** A mesh file that is to be written: its values, and the comment above each key that has one, by JSON pointer. */
interface Draft {
  readonly values: Readonly<Record<string, unknown>>;
  readonly comments: ReadonlyMap<string, string>;
}

/**
 * The smallest mesh file that says what was chosen. It has no error that `validate` knows, whatever the contexts are called: names of
 * clusters are made of them, and differ.
 */
export function draftOf({ mesh, version, isOneNetwork, clusters }: DraftChoices): Draft {
  const names = namesOf(clusters.map(({ context }) => context));
  const named = clusters.map((cluster, index) => ({ ...cluster, name: names[index] ?? "" }));
  const primaries = named.filter(({ isPrimary }) => isPrimary);
  const [first] = primaries;
  const networkOf = networksOf(named, isOneNetwork);
  const comments = new Map<string, string>();
  comments.set("/mesh", "The mesh ID. It cannot be changed once the mesh is there.");
  if (primaries.length > 1)
    comments.set(
      "/trust",
      "Several istiods sign certificates, so they need one root. The first apply makes its key beside this file: keep it safe, and out of the repository.",
    );
  for (const { name, notes } of named)
    if (notes.length > 0) comments.set(`/clusters/${name}`, notes.join("\n"));
  const values = {
    apiVersion: "meshplan/v1",
    mesh,
    istio: { version: version ?? EXAMPLE_VERSION },
    ...(primaries.length > 1 ? { trust: { root: "generated", key: `${mesh}-root.pem` } } : {}),
    // Keys of an object that are numbers would come first.
    clusters: new Map(
      named.map(({ name, context, isPrimary }) => [
        name,
        {
          ...(context === name ? {} : { context }),
          network: networkOf(name),
          ...(isPrimary || first === undefined ? {} : { primary: first.name }),
        },
      ]),
    ),
  };
  return { values, comments };
}

/** A network of its own for each cluster, or one for all; what an Istio calls its network stays. */
function networksOf(
  clusters: readonly { readonly name: string; readonly network?: string }[],
  isOne: boolean,
): (name: string) => string {
  const known = clusters.flatMap(({ network }) =>
    network !== undefined && isDnsLabel(network) ? [network] : [],
  );
  if (isOne) return () => known[0] ?? "network1";
  const taken = new Set<string>();
  const networks = new Map(
    clusters.map(({ name, network }, index) => {
      const wanted =
        network !== undefined && isDnsLabel(network) ? network : `network${String(index + 1)}`;
      return [name, unused(wanted, taken)];
    }),
  );
  return (name) => networks.get(name) ?? "";
}

/**
 * Names of clusters for contexts as clouds and tools spell them: `arn:aws:eks:REGION:ACCOUNT:cluster/NAME`,
 * `gke_PROJECT_ZONE_NAME`, `USER@NAME`. Where two would have one name, the whole context is spelled as a name.
 */
export function namesOf(contexts: readonly string[]): readonly string[] {
  const short = contexts.map((context) => toDnsLabel(lastWord(context)) ?? "cluster");
  const taken = new Set<string>();
  return contexts.map((context, index) => {
    const name = short[index] ?? "";
    const isTwice = short.filter((one) => one === name).length > 1;
    return unused(isTwice ? (toDnsLabel(context) ?? name) : name, taken);
  });
}

function lastWord(context: string): string {
  if (isDnsLabel(context)) return context;
  return /^gke_[^_]+_[^_]+_(.+)$/.exec(context)?.[1] ?? context.split(/[/@:]/).at(-1) ?? context;
}

/** The name, with a number where it is taken; it is taken from now on. */
function unused(name: string, taken: Set<string>): string {
  let free = name;
  for (let number = 2; taken.has(free); number += 1)
    free = toDnsLabel(`${name.slice(0, 55)}-${String(number)}`) ?? name;
  taken.add(free);
  return free;
}
