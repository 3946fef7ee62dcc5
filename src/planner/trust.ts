import { type CacertsKey, unfitKey } from "../certs/cacerts.ts";
import { type SigningChain, wholeChain, type WholeChain } from "../certs/signing-chain.ts";
import type { Cluster, ClusterName, FilePlace, Mesh } from "../mesh/model.ts";
import { isSigner } from "../mesh/signers.ts";
import type { LiveCacerts, ReachableFacts } from "./facts.ts";
import type { Plan } from "./plan.ts";

/** What the user's files say about the root, read before anything is planned. Holds no private key. */
export type TrustFiles =
  | { readonly root: "istiod" | "existing" }
  | {
      readonly root: "generated";
      readonly key: FilePlace;
      /** The root in the file; absent where there is no file. */
      readonly held?: HeldRoot;
    }
  | {
      readonly root: "files";
      readonly folder: FilePlace;
      readonly bundles: ReadonlyMap<ClusterName, Bundle>;
    };

interface HeldRoot {
  /** sha256, `AA:BB:…`. */
  readonly fingerprint: string;
  readonly expires: WholeChain["expires"];
}

/** The certificates of one primary's folder. */
export interface Bundle {
  readonly folder: FilePlace;
  readonly chain: SigningChain;
  /** Base64; absent where a file is missing. */
  readonly certificates?: Certificates;
}

/** The part of a Secret cacerts that anybody may see. */
export type Certificates = { readonly [K in Exclude<CacertsKey, "ca-key.pem">]: string };

/** For who prints no CA: the graph has the actions that write it, and nothing is read for them. */
export function unreadTrust({ trust }: Mesh): TrustFiles {
  switch (trust.root) {
    case "generated":
      return { root: "generated", key: trust.key };
    case "files":
      return { root: "generated", key: trust.folder };
    default:
      return { root: trust.root };
  }
}

/** The clusters whose istiod signs, and whose Secret cacerts meshplan writes. */
export function writesCacerts(mesh: Pick<Mesh, "clusters" | "trust">): readonly Cluster[] {
  const isWritten = mesh.trust.root === "generated" || mesh.trust.root === "files";
  return isWritten ? mesh.clusters.filter(isSigner) : [];
}

/** sha256 of the roots that every primary is to have; empty where apply makes a new one. */
export function plannedRoots(
  trust: TrustFiles,
  facts: ReadonlyMap<ClusterName, ReachableFacts>,
): readonly string[] {
  if (trust.root === "files") {
    const [first] = [...trust.bundles.values()].flatMap(({ chain }) => wholeChain(chain) ?? []);
    return first?.roots ?? [];
  }
  if (trust.root !== "generated") return [];
  if (trust.held !== undefined) return [trust.held.fingerprint];
  // The key may be kept elsewhere: the root that earlier applies gave out is the mesh's.
  const [known] = [...facts.values()].flatMap(({ cacerts }) =>
    cacerts?.found?.ours === true ? (wholeChain(cacerts.found.chain) ?? []) : [],
  );
  return known?.roots ?? [];
}

/** The same of a plan; `made`: the root that apply made for a plan without one. */
export function rootsOf(plan: Pick<Plan, "trust">, made: string | undefined): readonly string[] {
  const roots = plan.trust?.roots ?? [];
  return roots.length > 0 || made === undefined ? roots : [made];
}

/** A live intermediate of these roots, which stays; undefined where it has to be signed anew. Base64. */
export function keptCacerts(live: LiveCacerts | undefined, roots: readonly string[]) {
  const chain = live?.found && wholeChain(live.found.chain);
  return chain !== undefined && sameRoots(chain.roots, roots) ? live?.found?.data : undefined;
}

/**
 * The live private key, if it belongs to the certificate of a folder: then nobody needs the key in the folder, and its
 * spelling makes no difference. Base64.
 */
export function keptKey(live: LiveCacerts | undefined, certificate: string): string | undefined {
  const key = live?.found?.data?.reveal()["ca-key.pem"];
  if (key === undefined) return undefined;
  const text = (base64: string): string => Buffer.from(base64, "base64").toString("utf8");
  return unfitKey(text(certificate), text(key)) === undefined ? key : undefined;
}

export function sameRoots(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((one, index) => one === b[index]);
}
