/** The first thing in a plan that does not fit the rest of it, or that no plan of meshplan's has. */
export interface Fault {
  /** Below `plan`: `actions/3/needs/0`. */
  readonly at: string;
  readonly says: string;
}
