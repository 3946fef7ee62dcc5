/** The page docs/diagnostics.md for a table of codes. */
export function diagnosticsPage(codes: {
  readonly [code: string]: {
    readonly severity: "error" | "warning";
    readonly title: string;
    readonly explanation: string;
  };
}): string;
