import { runAgent } from "./agent.ts";
import { buildPart } from "./build.ts";
import { missingParts, PARTS } from "./cache.ts";
import { runOnTerminal } from "./command.ts";
import { followGuide } from "./guide.ts";
import { insideCommand, insideEnvironment } from "./inside.ts";
import { diffByHand } from "./kubectl-diff.ts";
import { startClusters, stopClusters } from "./lifecycle.ts";
import { say, sayStep } from "./output.ts";
import { commandLinePlace } from "./place.ts";
import { RigError } from "./rig-error.ts";
import { runClusterTests } from "./run-tests.ts";
import { printStatus } from "./status.ts";

const USAGE = `usage: node rig/run.mjs COMMAND
  build [NAME|all]  build what is missing (${PARTS.join(", ")})
  up [N]            start N clusters, 2 by default
  down [--wipe]     stop them; --wipe also removes state and logs
  in CMD...         run a command inside the rig, with KUBECONFIG and PATH set
  status            processes and memory
  guide             Istio's guide by hand in a rig of two clusters that is up, seconds per step
  kubectl-diff [--adopt] [MANAGER]
                    istioctl manifest generate and kubectl diff for both clusters, seconds;
                    --adopt applies the files first, so that there is nothing to change
  test [ARGS...]    build what is missing, then run test/cluster (ARGS go to vitest)`;

type Command = (args: readonly string[]) => Promise<number>;

const COMMANDS: Readonly<Record<string, Command>> = {
  build,
  up,
  async down(args) {
    await stopClusters(commandLinePlace(), { wipe: args.includes("--wipe") });
    return 0;
  },
  async in(args) {
    const place = commandLinePlace();
    const [program = "sh", ...rest] = insideCommand(place, args);
    return runOnTerminal(program, rest, insideEnvironment(place));
  },
  status() {
    printStatus(commandLinePlace());
    return Promise.resolve(0);
  },
  async guide() {
    const steps = await followGuide(commandLinePlace(), ({ name, seconds }) => {
      sayStep(seconds * 1000, name);
    });
    sayStep(steps.reduce((sum, { seconds }) => sum + seconds, 0) * 1000, "TOTAL");
    return 0;
  },
  async "kubectl-diff"(args) {
    const [fieldManager = "kubectl"] = args.filter((arg) => arg !== "--adopt");
    const options = { fieldManager, adopt: args.includes("--adopt") };
    const { renderSeconds, diffSeconds, lines } = await diffByHand(commandLinePlace(), options);
    sayStep(renderSeconds * 1000, "istioctl manifest generate, both clusters");
    sayStep(diffSeconds * 1000, `kubectl diff --server-side, both clusters: ${lines} lines`);
    return 0;
  },
  test: runClusterTests,
  async agent(args) {
    return runAgent(commandLinePlace(), Number(args[0]));
  },
};

async function build([name = "all"]: readonly string[]): Promise<number> {
  const chosen = PARTS.filter((part) => name === "all" || name === part);
  if (chosen.length === 0)
    throw new RigError(`nothing is called ${name}: ${PARTS.join(", ")} or all`);
  for (const part of chosen) await buildPart(part);
  return 0;
}

async function up([count = "2"]: readonly string[]): Promise<number> {
  const place = commandLinePlace();
  for (const part of missingParts()) await buildPart(part);
  const started = Date.now();
  await startClusters(place, Number(count), (text) => {
    sayStep(Date.now() - started, text);
  });
  say(`contexts cluster1 to cluster${count}; try: node rig/run.mjs in istioctl version`);
  return 0;
}

async function main([name = "", ...args]: readonly string[]): Promise<number> {
  const command = COMMANDS[name];
  if (command !== undefined) return command(args);
  process.stderr.write(`${USAGE}\n`);
  return 64;
}

/** Ends the process even where a connection is still open, after what was printed has left. */
function end(code: number): void {
  process.stdout.write("", () => process.exit(code));
}

main(process.argv.slice(2)).then(end, (cause: unknown) => {
  const stack = cause instanceof Error ? cause.stack : undefined;
  process.stderr.write(`${cause instanceof RigError ? cause.message : (stack ?? String(cause))}\n`);
  end(1);
});
