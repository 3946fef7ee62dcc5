import type { Table } from "./table.ts";

/** Parts of the benchmark, in the order of the page. Each can be run alone. */
export const PART_NAMES = ["start", "plan", "apply", "own", "embedded", "scale", "cost"] as const;
export type PartName = (typeof PART_NAMES)[number];

/** What a part found: text and tables, in order. */
export type Finding = string | Table;

export interface Part {
  readonly title: string;
  /** What is measured, how, and against whom: a reader must be able to repeat it and to doubt it. */
  readonly method: string;
  /** Whether it needs real clusters, and so a machine that can run them. */
  readonly onRig: boolean;
  run(): Promise<readonly Finding[]>;
}
