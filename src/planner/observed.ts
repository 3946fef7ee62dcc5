import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import type { FieldPath } from "../kube/field-path.ts";
import { type KubeObject, type ObjectRef, refText } from "../kube/object.ts";
import type { ClusterName } from "../mesh/model.ts";
import type { ContestedField } from "./change.ts";

/** What the cluster says about one desired object, and what it warns of (MP0620). */
export type Observation = Seen & { readonly warning?: Diagnostic };

type Seen =
  /** Nothing is there. `result`: what a dry run would create; absent where no dry run was possible. */
  | { readonly kind: "absent"; readonly sent: KubeObject; readonly result?: KubeObject }
  /** Applying it would change nothing. */
  | {
      readonly kind: "unchanged";
      readonly live: KubeObject;
      readonly sent: KubeObject;
      readonly leftAlone: readonly ContestedField[];
    }
  | {
      readonly kind: "changed";
      readonly live: KubeObject;
      /** The body without the fields that are left to others. */
      readonly sent: KubeObject;
      /** What the server's dry run gives; absent where none was possible. */
      readonly result?: KubeObject;
      /** Without a dry run: the leaves that were found to differ; none where only ownership would move. */
      readonly differing?: readonly FieldPath[];
      readonly leftAlone: readonly ContestedField[];
      /** Managers of hand edits that are planned back. */
      readonly drift: readonly string[];
      /** Only our own drift or other spellings are contested: force takes nothing from anybody. */
      readonly force: boolean;
    }
  /** Others bring it: compared by its values alone, whoever owns them. `differs`: empty where nothing is there. */
  | {
      readonly kind: "others";
      readonly sent: KubeObject;
      readonly live?: KubeObject;
      readonly differs: readonly FieldPath[];
    }
  /** A Secret that a read-only plan may not read: nothing is known of it. */
  | { readonly kind: "unread" }
  /** The API server refuses it, or the right to look is missing. */
  | { readonly kind: "refused"; readonly problem: Diagnostic };

/** Observations by `observationKey`. */
export type Observed = ReadonlyMap<string, Observation>;

export function observationKey(cluster: ClusterName, object: ObjectRef): string {
  return `${cluster} ${object.apiVersion} ${refText(object)}`;
}
