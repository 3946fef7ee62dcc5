import { UsageError } from "./usage-error.ts";

interface Named {
  readonly name: string;
  readonly context: string;
}

/** A user of a mesh or a plan may name its contexts differently; the uid shows which cluster is behind one. */
export function withContexts<T extends { readonly clusters: readonly Named[] }>(
  whole: T,
  contexts: Readonly<Record<string, string>>,
  noun: string,
): T {
  const names = whole.clusters.map(({ name }) => name);
  const unknown = Object.keys(contexts).find((name) => !names.includes(name));
  if (unknown !== undefined)
    throw new UsageError(
      `--context names the cluster ${unknown}, which the ${noun} does not have`,
      `its clusters are ${names.join(", ")}`,
    );
  const clusters = whole.clusters.map((cluster) => ({
    ...cluster,
    context: contexts[cluster.name] ?? cluster.context,
  }));
  return { ...whole, clusters };
}
