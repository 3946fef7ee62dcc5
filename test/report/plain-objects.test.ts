import { expect, test } from "vitest";
import { refOf, refText } from "../../src/kube/object.ts";
import { componentNamed } from "../../src/planner/components/named.ts";
import { desiredOf, MESHES, rowsOf, tableOf } from "./plain-meshes.ts";

test("the table of meshplan's own objects is what it makes itself of every kind of mesh", async () => {
  const all = (await Promise.all(MESHES.map((text) => desiredOf(text)))).flat();
  const own = all.filter(
    ({ component }) => componentNamed(component)?.isPlain !== true || component === "gateway-api",
  );
  const table = tableOf(
    own.flatMap(({ objects }) => objects.map(({ body }) => refText(refOf(body)))),
  );
  await expect(
    `/**
 * The objects that meshplan makes without a renderer. Written by \`npx vitest run test/report/plain-objects.test.ts -u\`.
 */
export const OWN_OBJECTS: readonly string[] = [
${rowsOf(table)}];
`,
  ).toMatchFileSnapshot("../../src/report/risks/own-objects.ts");
});
