import { spawnSync } from "node:child_process";
import { alternate, type Contender } from "../alternate.ts";
import { more, ms, verdict } from "../numbers.ts";
import type { Finding, Part } from "../part.ts";
import { MESHPLAN, SEED } from "../product.ts";
import type { Table } from "../table.ts";

const ROUNDS = { count: 25, warmUp: 2 };
const CERTIFICATES = "NODE_EXTRA_CA_CERTS";

const COMMANDS = [
  { name: "`meshplan --version`", args: [MESHPLAN, "--version"], limit: 20 },
  { name: "`meshplan --help`", args: [MESHPLAN, "--help"], limit: 20 },
  { name: "`meshplan validate` of the seed", args: [MESHPLAN, "validate", SEED], limit: 40 },
] as const;

export const start: Part = {
  title: "Start",
  method: `Whole processes from start to end, output thrown away, page cache warm, against bare \`node -e 0\`; ${ROUNDS.count} rounds. With
\`${CERTIFICATES}\` set, which many shells of companies do, Node 20 reads that file at every start, bare or not.`,
  onRig: false,
  async run() {
    const { [CERTIFICATES]: certificates, ...plain } = process.env;
    const findings: Finding[] = [`Without \`${CERTIFICATES}\`:`, await measure(plain)];
    if (certificates === undefined)
      findings.push(`\`${CERTIFICATES}\` was not set here, so there is no second table.`);
    else findings.push(`With \`${CERTIFICATES}\` as found:`, await measure(process.env));
    return findings;
  },
};

async function measure(env: NodeJS.ProcessEnv): Promise<Table> {
  const bareNode = contender("`node -e 0`", ["-e", "0"], env);
  const contenders = [bareNode, ...COMMANDS.map(({ name, args }) => contender(name, args, env))];
  const [bare, ...others] = await alternate(contenders, ROUNDS);
  if (bare === undefined) throw new Error("internal: bare node was not measured");
  const rows = others.map((summary, index) => {
    const { name = "", limit = 0 } = COMMANDS[index] ?? {};
    const over = summary.median - bare.median;
    const overMin = summary.min - bare.min;
    const judged = [`<= ${more(limit)}`, verdict(over, limit)];
    return [name, ms(summary.min), ms(summary.median), more(overMin), more(over), ...judged];
  });
  return {
    head: ["command", "min", "median", "min over bare", "median over bare", "target", "verdict"],
    rows: [[bareNode.name, ms(bare.min), ms(bare.median), "", "", "", ""], ...rows],
  };
}

function contender(name: string, args: readonly string[], env: NodeJS.ProcessEnv): Contender {
  return {
    name,
    run() {
      const started = performance.now();
      const { status } = spawnSync(process.execPath, args, { stdio: "ignore", env });
      const milliseconds = performance.now() - started;
      if (status !== 0) throw new Error(`${name} ended with ${status ?? "a signal"}`);
      return Promise.resolve(milliseconds);
    },
  };
}
