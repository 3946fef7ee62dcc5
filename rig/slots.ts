/**
 * Who holds each of a few fixed places, after looking again at who is there: everyone keeps their place while they are there,
 * and newcomers get the free ones in their order.
 */
export function holdersAfter(
  holders: readonly (string | undefined)[],
  present: readonly string[],
): readonly (string | undefined)[] {
  const staying = holders.map((holder) =>
    holder !== undefined && present.includes(holder) ? holder : undefined,
  );
  const waiting = present.filter((one) => !staying.includes(one));
  return staying.map((holder) => holder ?? waiting.shift());
}
