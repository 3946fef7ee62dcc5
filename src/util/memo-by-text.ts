/**
 * Remembers the results of a pure function for the texts that were asked for last, `most` of them. The trap: whoever gets a result
 * shares it, and the text stays in memory, so it must be no secret.
 */
export function memoByText<Result>(
  compute: (text: string) => Result,
  most: number,
): (text: string) => Result {
  const known = new Map<string, { readonly result: Result }>();
  return (text) => {
    const found = known.get(text) ?? { result: compute(text) };
    // Last in the map is who was asked for last, so that the first is who goes.
    known.delete(text);
    known.set(text, found);
    const [oldest] = known.size > most ? known.keys() : [];
    if (oldest !== undefined) known.delete(oldest);
    return found.result;
  };
}
