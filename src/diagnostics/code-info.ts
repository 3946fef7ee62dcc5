/** What is known of every problem of one code. */
export interface CodeInfo {
  readonly severity: "error" | "warning";
  /** What is wrong, as a short noun phrase: the headline in docs/diagnostics.md. */
  readonly title: string;
  /** Why it matters and what to do, in two to five sentences: `meshplan explain CODE` prints it. */
  readonly explanation: string;
}
