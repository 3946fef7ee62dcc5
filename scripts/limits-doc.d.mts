/** The page docs/limits.md for a table of limits. */
export function limitsPage(limits: {
  readonly [name: string]: {
    readonly most: number;
    readonly unit: string;
    readonly of: string;
    readonly beyond: string;
  };
}): Promise<string>;
