/** What a first look at a cluster finds, for a mesh file that is still to be written. What may not be read is absent. */
export interface Sketch {
  /** Of the API server: `v1.35.4`. */
  readonly version?: string;
  /** Of its nodes, as their provider ids begin: `aws`, `gce`, `azure`, `kind`. */
  readonly provider?: string;
  readonly istiods: readonly FoundIstiod[];
}

export interface FoundIstiod {
  readonly namespace: string;
  /** The tag of its image; absent where it has none. */
  readonly version?: string;
  /** The empty text where it is the unnamed one. */
  readonly revision: string;
  /** What its namespace calls the network of the cluster. */
  readonly network?: string;
}
