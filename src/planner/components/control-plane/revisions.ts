/** The name of an object that each revision has its own of. */
export function suffixed(name: string, revision: string): string {
  return revision === "" ? name : `${name}-${revision}`;
}

export function revisionText(revision: string): string {
  return revision === "" ? "no revision" : `the revision ${revision}`;
}
