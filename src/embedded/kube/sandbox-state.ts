import type { SavedAuthority } from "../../certs/x509.ts";
import type { StoreExport } from "./store.ts";

/** The state of a sandbox between two runs. Holds keys and tokens: written to a private file, never printed. */
export interface SandboxState {
  readonly version: 1;
  readonly clusters: readonly SavedCluster[];
}

export interface SavedCluster {
  readonly name: string;
  /** Used again where it is free, because remote secrets name it. */
  readonly port: number;
  readonly token: string;
  readonly authority: SavedAuthority;
  readonly store: StoreExport;
}
