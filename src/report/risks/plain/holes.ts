/** What may stand in each hole of a pattern, by its name. */
export type Holes = Readonly<Record<string, readonly string[]>>;

/** Which address it is, is in no plan but as the address of what leads there. */
export const ANY_ADDRESS = "any address";

/** A pattern with each of the values that its holes may have. */
export function filledIn(pattern: string, holes: Holes): readonly string[] {
  const hole = /\{(\w+)\}/.exec(pattern);
  if (hole === null) return [pattern];
  return (holes[hole[1] ?? ""] ?? []).flatMap((value) =>
    filledIn(pattern.replaceAll(hole[0], value), holes),
  );
}
