import type { CodeInfo } from "../code-info.ts";

/** What is wrong with patches of rendered objects, besides what only a plan can see (MP0504, MP0570, MP0571). */
export const PATCH_CODES = {
  MP0494: {
    severity: "error",
    title: "patch with a directive of kubectl",
    explanation:
      "Patches are JSON merge patches: mappings are merged, null removes a field, and lists whose items have keys (containers, env, ports, volumes, webhooks) are merged by those keys. Of the directives of kubectl's strategic merge patches one works: an item of such a list goes with `$patch: delete` beside its key, as in `ports: [{ port: 15021, $patch: delete }]`. To the API server, any other directive would be an unknown field. Other lists are replaced as a whole: leave out what is to go.",
  },
  MP0606: {
    severity: "error",
    title: "patch with a value of the wrong type",
    explanation:
      'The field has another type in Kubernetes, and every API server would refuse the object. Labels, annotations and the values of environment variables are text, even where they look like numbers or booleans: in YAML those need quotes ("1", "true"). Numbers, true and false stand without quotes where Kubernetes has them. Items of lists with keys need a key, by which they are found and merged.',
  },
  MP0607: {
    severity: "error",
    title: "patch that deletes nothing",
    explanation:
      "`$patch: delete` removes an item of a list by its key, and none of the objects that the patch is for has such an item: the key is misspelt, or another Istio had the item. `meshplan plan --full` shows the objects. Correct the key, or remove the item from the patch.",
  },
} as const satisfies Record<`MP0${string}`, CodeInfo>;
