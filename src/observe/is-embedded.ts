/** Embedded servers say so in their version. */
export function isEmbedded(gitVersion: string | undefined): boolean {
  return gitVersion?.includes("+meshplan") === true;
}
