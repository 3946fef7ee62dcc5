/**
 * Remembers the result of a pure function by the identity of its argument. Many clusters share large objects (CRDs are 1 MB in
 * all), and this computes each result from them only once.
 */
export function memoByIdentity<Argument extends object, Result>(
  compute: (argument: Argument) => Result,
): (argument: Argument) => Result {
  const known = new WeakMap<Argument, { readonly result: Result }>();
  return (argument) => {
    const found = known.get(argument);
    if (found !== undefined) return found.result;
    const result = compute(argument);
    known.set(argument, { result });
    return result;
  };
}
