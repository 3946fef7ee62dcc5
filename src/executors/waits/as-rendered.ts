import { differingFields } from "../../kube/differing-fields.ts";
import { printedPath } from "../../kube/field-path.ts";
import { type ObjectRef, refText } from "../../kube/object.ts";
import type { Wait } from "../../planner/action.ts";
import { poll } from "./poll.ts";
import { NOTHING, type WaitContext, type Waiter } from "./wait-context.ts";

/**
 * Waits until others have applied a rendered file: every object is there with the fields of the file, whoever owns them.
 *
 * It only reads: for a cluster that others write, the credentials need no right to write. It looks at objects in apply order
 * and does not look again at one that was right, so that a long wait costs one request per round.
 */
export const asRendered: Waiter<"as-rendered"> = {
  subject: ({ objects }) => firstOf(objects),
  // The plan has read them already, so no other right is needed.
  asks: () => [],
  async watch({ objects }, context) {
    const left = [...objects];
    await poll(context, async () => {
      for (let [next] = left; next !== undefined; [next] = left) {
        const wrong = await look(next, context);
        if (wrong !== undefined) {
          const done = objects.length - left.length;
          const saw = `${done} of ${objects.length} objects as rendered; ${wrong}`;
          return { saw, of: next.object };
        }
        left.shift();
      }
      return { found: true };
    });
    return NOTHING;
  },
};

type Rendered = Wait<"as-rendered">["objects"][number];

function firstOf([first]: readonly Rendered[]): ObjectRef {
  if (first === undefined) throw new Error("internal: a rendered file without objects");
  return first.object;
}

/** What is wrong with one object; undefined: nothing. */
async function look(
  rendered: Rendered,
  { client, signal, body }: WaitContext,
): Promise<string | undefined> {
  const { object } = rendered;
  const live = await client.get(object, { signal });
  if (live === undefined) return `${refText(object)} is missing`;
  const [first, ...others] = differingFields(live, await body(rendered));
  if (first === undefined) return undefined;
  const more = others.length === 0 ? "" : ` and ${others.length} more`;
  return `${refText(object)} differs in ${printedPath(first)}${more}`;
}
