/**
 * A picture as data: groups of boxes, and arrows between boxes. Each format of a picture is written from it, so none can show
 * what another does not.
 *
 * Texts are foreign, and each writer escapes them. Ids are ours: they hold letters, digits and `_` alone, and are unique in
 * one drawing.
 */
export interface Drawing {
  readonly kind: "plan" | "topology";
  readonly title: string;
  readonly groups: readonly DrawnGroup[];
  /** What is in no group. */
  readonly boxes: readonly Box[];
  readonly arrows: readonly Arrow[];
}

/** What happens to the thing that a box or an arrow stands for. `left over`: it is there, and the mesh file does not have it. */
export type Mark = "none" | "add" | "change" | "destroy" | "left over";

export const MARKS: readonly Mark[] = ["none", "add", "change", "destroy", "left over"];

/** A network, or a cluster or several that are alike. */
export interface DrawnGroup {
  readonly id: string;
  readonly kind: "network" | "cluster";
  readonly lines: readonly string[];
  /** The clusters that it stands for; empty for a network. */
  readonly clusters: readonly string[];
  readonly mark: Mark;
  readonly groups: readonly DrawnGroup[];
  readonly boxes: readonly Box[];
}

export interface Box {
  readonly id: string;
  readonly lines: readonly string[];
  readonly mark: Mark;
  /** On the longest chain of actions that write. */
  readonly critical: boolean;
  /** The actions that it stands for. */
  readonly actions: readonly string[];
}

export interface Arrow {
  readonly from: string;
  readonly to: string;
  readonly kind: ArrowKind;
  /** Why it is there. */
  readonly text: string;
  readonly mark: Mark;
  readonly critical: boolean;
}

/**
 * `needs`: the second action needs the first. `serves`: an istiod configures and injects the proxies of a cluster. `reads`: an
 * istiod reads an API server, by a remote secret. `traffic`: pods of other
 * networks are reached through a gateway.
 */
export type ArrowKind = "needs" | "serves" | "reads" | "traffic";

/** The worst of what happens to several things. */
export function worstMark(marks: readonly Mark[]): Mark {
  return MARKS[Math.max(0, ...marks.map((mark) => MARKS.indexOf(mark)))] ?? "none";
}

/** Every group, those inside others too, each before what is in it. */
export function allGroups(groups: readonly DrawnGroup[]): readonly DrawnGroup[] {
  return groups.flatMap((group) => [group, ...allGroups(group.groups)]);
}
