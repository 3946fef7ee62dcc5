/** `--context cluster1=other` as words, for commands to copy: no plan keeps how one machine calls a cluster. */
export function contextFlags(contexts: Readonly<Record<string, string>>): readonly string[] {
  return Object.entries(contexts).flatMap(([cluster, context]) => [
    "--context",
    `${cluster}=${context}`,
  ]);
}
