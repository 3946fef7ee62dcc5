import type { ChartName } from "./chart-releases.ts";

/** Where Istio publishes its charts; the older host of Google is being switched off. */
export const PUBLISHED_CHARTS = "oci://ghcr.io/istio/release/charts";

/** The charts of one Istio version, from one place. */
export interface Charts {
  /** Refuses early what can be told without rendering. */
  check(): Promise<void>;
  /** `sha256:…` over names and contents: part of the key of every render. Pulls the chart where it is not kept. */
  identity(chart: ChartName): Promise<string>;
  /** The chart as a command line of Helm names it: `oci://…/istiod --version 1.31.0`. For messages. */
  named(chart: ChartName): string;
  /** A folder that Helm can read the chart from. */
  folder(chart: ChartName): Promise<string>;
}

export interface ChartsPlace {
  /** A folder, `https://…` of a Helm repository, or `oci://…`. */
  readonly from: string;
  /** The Istio version they must be of. */
  readonly version: string;
}

/** What is known under a key, made at the first asking. */
export function once<Key, Value>(known: Map<Key, Value>, key: Key, make: () => Value): Value {
  const value = known.get(key) ?? make();
  known.set(key, value);
  return value;
}
