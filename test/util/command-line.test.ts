import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ConnectionFailure } from "../../src/adapters/kubernetes/connection-failure.ts";
import { folderCharts } from "../../src/adapters/renderers/helm/folder-charts.ts";
import { pulledCharts } from "../../src/adapters/renderers/helm/pulled-charts.ts";
import {
  type Asked,
  endless,
  notKubernetes,
  refused,
  unanswered,
} from "../../src/adapters/kubernetes/refusals.ts";
import { writeFile } from "../../src/adapters/host/write-file.ts";
import { selection } from "../../src/cli/selection.ts";
import { MeshplanError } from "../../src/errors.ts";
import { kubectl } from "../../src/executors/context.ts";
import { setValue } from "../../src/planner/components/installed/ask.ts";
import { kubectlFlags } from "../../src/kube/kubectl-flags.ts";
import { commandLine } from "../../src/util/command-line.ts";
import { rechecked } from "../../src/util/printable.ts";
import { visibleText } from "../../src/util/visible-text.ts";
import { shellWords } from "./shell-words.ts";

/** Names made of what a shell acts on. */
const hostile = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        ..."; $ ` ' \" \\ \n \r \t # & | < > ( ) * ? [ ] ~ ! { } = , - a".split(" "),
        " ",
        "$(id)",
        "; touch /tmp/pwned #",
        "'; id; '",
      ),
      fc.string({ unit: "binary", maxLength: 3 }),
    ),
    { maxLength: 8 },
  )
  .map((parts) => parts.join(""));

/** The command between two texts of a sentence, as it is printed, has these words. */
function expectWords(sentence: string, words: readonly string[], before = "", after = ""): void {
  // What is hidden becomes visible character by character, so the words do, too.
  const printed = visibleText(sentence);
  expect(printed.startsWith(before) && printed.endsWith(after)).toBe(true);
  const command = printed.slice(before.length, printed.length - after.length);
  expect(shellWords(command)).toEqual(words.map(visibleText));
  // And before it is made visible, as JSON output has it.
  const raw = sentence.slice(before.length, sentence.length - after.length);
  expect(shellWords(raw)).toEqual(words);
}

async function nextStepOf(failing: Promise<unknown>): Promise<string> {
  const error = await failing.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof MeshplanError)) throw new Error("nothing was refused");
  return error.nextSteps[0] ?? "";
}

describe("the tag", () => {
  test("each text is one word, each part of a word a part, each list its items", () => {
    const list = fc.array(hostile, { maxLength: 3 });
    fc.assert(
      fc.property(hostile, hostile, list, (one, part, many) => {
        expectWords(commandLine`ls -l ${one} --set a=${part}- ${many} --end`, [
          ...["ls", "-l", one, "--set", `a=${part}-`, ...many, "--end"],
        ]);
        expectWords(commandLine`helm ${many}`, ["helm", ...many]);
      }),
    );
  });

  test("ordinary values stay as they are", () => {
    const line = commandLine`kubectl ${[]} --context ${"gke_p-1_eu.west"} label ns a ${"x.io/y=b,c"} ${["/a/b:c@d"]}`;
    expect(line).toBe("kubectl --context gke_p-1_eu.west label ns a x.io/y=b,c /a/b:c@d");
  });

  test("what sinks do to a line with a command leaves its words", () => {
    fc.assert(
      fc.property(hostile, (one) => {
        const words = shellWords(rechecked(visibleText(commandLine`ls -l ${one}`)));
        expect(words).toHaveLength(3);
      }),
    );
  });
});

describe("next steps", () => {
  const asked = (context: string): Asked => ({
    cluster: "cluster1",
    context,
    server: "https://127.0.0.1:1",
    kubectl: ["--context", context],
    request: "GET /api/v1/pods",
    redact: (text) => text,
  });

  test("of an API server that refuses", () => {
    fc.assert(
      fc.property(hostile, hostile, (context, namespace) => {
        const to = ["kubectl", "--context", context];
        const step = (status: number, message: string) =>
          refused(
            {
              status,
              body: JSON.stringify({ kind: "Status", apiVersion: "v1", message }),
              headers: {},
            } as never,
            asked(context),
          ).nextSteps[0] ?? "";
        expectWords(step(401, "no"), [...to, "auth", "whoami"], "log in again, until this works: ");
        expectWords(step(403, "no"), [...to, "auth", "can-i", "--list"]);
        expectWords(step(404, "no"), [...to, "get", "crds,namespaces"], "look at what is there: ");
        expectWords(step(500, "no"), [...to, "get", "--raw", "/readyz?verbose"]);
        if (/^[^"]+$/.test(namespace))
          expectWords(
            step(
              403,
              `User "u" cannot get resource "pods" in API group "" in the namespace "${namespace}"`,
            ),
            [...to, "auth", "can-i", "get", "pods", "--namespace", namespace],
            "ask for the right, until this says yes: ",
          );
      }),
    );
  });

  test("of an API server that does not answer as one", () => {
    fc.assert(
      fc.property(hostile, (context) => {
        const to = ["kubectl", "--context", context];
        const version = [...to, "get", "--raw", "/version"];
        const compare = "compare with: ";
        expectWords(notKubernetes(200, asked(context)).nextSteps[0] ?? "", version, compare);
        const load = "look at the API server's load: ";
        const ready = [...to, "get", "--raw", "/readyz?verbose"];
        expectWords(endless(asked(context), "why").nextSteps[0] ?? "", ready, load);
        const large = unanswered(new ConnectionFailure("too-large", "answer"), asked(context));
        const pods = [...to, "get", "--raw", "/api/v1/pods"];
        expectWords(large.nextSteps[0] ?? "", pods, "look at what is that large: ", " | wc -c");
        const gone = unanswered(new ConnectionFailure("unreachable", "x"), asked(context));
        expectWords(gone.nextSteps[0] ?? "", version, compare);
      }),
    );
  });

  test("of an executor", () => {
    const object = { apiVersion: "apps/v1", kind: "Deployment" };
    fc.assert(
      fc.property(hostile, hostile, hostile, hostile, (context, kubeconfig, namespace, name) => {
        const flags = kubectlFlags({ context, kubeconfig });
        const words = [
          "kubectl",
          "--kubeconfig",
          kubeconfig,
          "--context",
          context,
          "-n",
          namespace,
        ];
        expectWords(kubectl({ kubectl: flags }, "describe", { ...object, namespace, name }), [
          ...[...words, "describe", "deployment", name],
        ]);
      }),
    );
  });

  test("of apply and show, and of those who installed Istio", () => {
    fc.assert(
      fc.property(hostile, hostile, hostile, (file, cluster, context) => {
        const flags = selection("plan", { context: Object.fromEntries([[cluster, context]]) });
        expectWords(commandLine`meshplan apply ${file} ${flags}`, [
          ...["meshplan", "apply", file, "--context", `${cluster}=${context}`],
        ]);
        const [before, after] = [`set global.network=${cluster} (Helm: `, ")"];
        const text = setValue("global.network", cluster).slice(before.length, -after.length);
        const set = commandLine`--set ${`global.network=${cluster}`}`;
        expect(text.startsWith(`${set}; istioctl: `)).toBe(true);
        expectWords(set, ["--set", `global.network=${cluster}`]);
        expectWords(text.slice(`${set}; istioctl: `.length), [
          ...["--set", `values.global.network=${cluster}`],
        ]);
      }),
    );
  });

  describe("of files and charts", () => {
    let home = "";
    beforeAll(async () => {
      home = await mkdtemp(join(tmpdir(), "meshplan-command-line-"));
    });
    afterAll(async () => {
      await rm(home, { recursive: true, force: true });
    });
    /** A name of one folder that is not there. */
    const missing = hostile.map((name) => `no${name.replaceAll(/[/\0]/g, "")}`);

    test("a folder that is missing, and one without charts", async () => {
      await fc.assert(
        fc.asyncProperty(missing, async (name) => {
          const folder = join(home, name);
          const step = await nextStepOf(writeFile(join(folder, "x"), "", { mode: 0o600 }));
          expectWords(step, ["mkdir", "-p", folder], "make its folder first: ");
          const charts = folderCharts({ from: folder, version: "1.30.0" });
          const chart = "oci://ghcr.io/istio/release/charts/istiod";
          expectWords(await nextStepOf(charts.check()), [
            ...["helm", "pull", chart, "--version", "1.30.0", "--untar", "--untardir", folder],
          ]);
        }),
        { numRuns: 30 },
      );
    });

    test("a chart that cannot be pulled", async () => {
      const path = join(home, "no-helm");
      const helm = { path, version: "3.0.0", sha256: "x", from: "flag" } as const;
      const cache = { folder: () => Promise.resolve(undefined) };
      await fc.assert(
        fc.asyncProperty(missing, async (url) => {
          const from = `oci://${url}`;
          const tools = { helm, cache: cache as never };
          const charts = pulledCharts({ from, version: "1.30.0" }, tools);
          expectWords(
            await nextStepOf(charts.folder("base")),
            ["helm", "pull", `${from}/base`, "--version", "1.30.0"],
            "try it by hand: ",
          );
        }),
        { numRuns: 30 },
      );
    });
  });
});
