/** What the files say that the mesh file names as CAs of API servers, by absolute path. */
export interface MeshFiles {
  /** PEM: what is in the files beside certificates is not here. */
  readonly texts: ReadonlyMap<string, string>;
  /** Why a file is no bundle of certificates. */
  readonly problems: ReadonlyMap<string, string>;
}
