import { type Cacerts, unfitKey } from "../certs/cacerts.ts";
import { issueIntermediate, makeRoot, type RootAuthority, rootIn } from "../certs/root.ts";
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { MeshplanError } from "../errors.ts";
import { isMap, type KubeObject } from "../kube/object.ts";
import type { Action } from "../planner/action.ts";
import type { Plan } from "../planner/plan.ts";
import { bodyOf, staleKey } from "../planner/recheck.ts";
import type { Files } from "../ports.ts";
import { changeKey, pendingChanges } from "./pending.ts";

type TrustAction = Action<"trust">;

/** The private keys of one run, in memory only: whoever holds them can sign for the mesh. They stay in the process of the run. */
export interface Signer {
  /** sha256 of the root that signs, if one does. */
  readonly root?: string;
  /** A new intermediate for the istiod of an action's cluster. */
  sign(action: TrustAction, now: Date): Cacerts;
  /** The private key in the folder of an action's cluster, PEM. */
  keyOf(action: TrustAction): string;
  /** Something a person should be told once: that a file was made. */
  takeNote(): string | undefined;
}

interface PreparedSigner {
  /** Says which keys are not those the plan was made with. */
  readonly stale: readonly Diagnostic[];
  /** Makes the root where the plan says so: the only file that an apply writes. */
  open(): Promise<Signer>;
}

/**
 * Reads the keys needed by those changes of a plan that are not done yet, before anything is written.
 *
 * Throws MP9242 where one is missing, MP9240 and MP9241 where its file cannot be used.
 */
export async function prepareSigner(
  files: Files,
  plan: Plan,
  done: ReadonlySet<string>,
  now: Date,
): Promise<PreparedSigner> {
  const actions = plan.actions.filter(
    (action): action is TrustAction =>
      action.kind === "trust" && pendingChanges(action, done).length > 0,
  );
  const signed = actions.filter((action) => signs(action, done));
  const [first] = signed;
  const root = first === undefined ? undefined : await readRoot(files, plan, now);
  if (first !== undefined && root === undefined && !makesRoot(plan))
    throw missing(first.key.path, signed);
  const keys = new Map<TrustAction, string>();
  for (const action of actions.filter((one) => one.root === "files"))
    keys.set(action, await fileKey(files, action));
  const stale = [
    ...otherRoot(plan, root),
    ...foundRoot(plan, root, done),
    ...otherKeys(plan, keys),
  ];
  return {
    stale,
    open: async () => {
      const made = first !== undefined && root === undefined;
      const authority = made ? await createRoot(files, first.key.path, plan, now) : root;
      return signerOf(plan, authority, keys, made ? noteOf(plan, first.key.path) : undefined);
    },
  };
}

/** sha256 of the root that an earlier run made, for a plan that makes a root; undefined where there is none yet. */
export async function madeRoot(files: Files, plan: Plan, now: Date): Promise<string | undefined> {
  const root = makesRoot(plan) ? await readRoot(files, plan, now) : undefined;
  return root?.certificate.fingerprint256;
}

async function readRoot(files: Files, plan: Plan, now: Date): Promise<RootAuthority | undefined> {
  const action = plan.actions.find(
    (one): one is TrustAction => one.kind === "trust" && one.root === "generated",
  );
  if (action === undefined) return undefined;
  const text = await files.readPrivate(action.key.path);
  return text === undefined ? undefined : rootIn(text, action.key.path, now);
}

/** A Secret that is there already keeps its intermediate; a new one is signed only for a new Secret. */
function signs(action: TrustAction, done: ReadonlySet<string>): boolean {
  return (
    action.root === "generated" &&
    pendingChanges(action, done).some(({ precondition }) => precondition.absent)
  );
}

/** A plan that names no root makes one. */
function makesRoot({ trust }: Plan): boolean {
  return trust?.roots.length === 0;
}

async function createRoot(
  files: Files,
  path: string,
  plan: Plan,
  now: Date,
): Promise<RootAuthority> {
  const text = makeRoot(plan.mesh, now);
  await files.createPrivate(path, text);
  return rootIn(text, path, now);
}

function otherRoot(plan: Plan, root: RootAuthority | undefined): readonly Diagnostic[] {
  const { roots = [], path = "" } = plan.trust ?? {};
  if (root === undefined || roots.length === 0) return [];
  return roots.includes(root.certificate.fingerprint256)
    ? []
    : [staleKey(path, "holds another root than the one that was planned")];
}

/**
 * The root that a plan wanted to make is there already. It is this plan's own if a cluster has an intermediate signed by it,
 * which only an earlier run of this plan can have written. Any other root could be somebody else's, who would then sign for
 * the whole mesh under an approval that named no root. An apply that ended after its root and before its first intermediate
 * must be planned again.
 */
function foundRoot(
  plan: Plan,
  root: RootAuthority | undefined,
  done: ReadonlySet<string>,
): readonly Diagnostic[] {
  if (root === undefined || !makesRoot(plan)) return [];
  const isBegun = plan.actions.some(
    (action) =>
      action.kind === "trust" &&
      action.changes.some(({ object }) => done.has(changeKey(action.id, object))),
  );
  return isBegun
    ? []
    : [staleKey(plan.trust?.path ?? "", "holds a root, and by the plan there was none yet")];
}

async function fileKey(files: Files, action: TrustAction): Promise<string> {
  const text = await files.readPrivate(action.key.path);
  if (text === undefined) throw missing(action.key.path, [action]);
  return text;
}

function otherKeys(plan: Plan, keys: ReadonlyMap<TrustAction, string>): readonly Diagnostic[] {
  return [...keys].flatMap(([action, key]) =>
    action.changes.flatMap((change) => {
      const problem = unfitKey(plannedCertificate(bodyOf(plan, change)), key);
      return problem === undefined
        ? []
        : [staleKey(action.key.path, `${problem} as it was planned`)];
    }),
  );
}

function plannedCertificate(body: KubeObject): string {
  const data = body["data"];
  const value = isMap(data) ? data["ca-cert.pem"] : undefined;
  return typeof value === "string" ? Buffer.from(value, "base64").toString("utf8") : "";
}

function missing(path: string, actions: readonly TrustAction[]): MeshplanError {
  const clusters = actions.map(({ cluster }) => cluster).join(", ");
  return new MeshplanError(
    "MP9242",
    `${path} is not here, and ${clusters} cannot be signed for without it`,
    {
      nextSteps: [`bring the file to ${path}, readable by you alone, and apply again`],
    },
  );
}

function noteOf(plan: Plan, path: string): string {
  return `made ${plan.trust?.path ?? path}, the private key of the mesh's root: keep a copy where nobody else reads it`;
}

function signerOf(
  plan: Plan,
  root: RootAuthority | undefined,
  keys: ReadonlyMap<TrustAction, string>,
  made: string | undefined,
): Signer {
  let note = made;
  return {
    ...(root === undefined ? {} : { root: root.certificate.fingerprint256 }),
    sign: ({ id, cluster }, now) => {
      if (root === undefined) throw new Error(`internal: ${id} was started without a root`);
      return issueIntermediate(root, { mesh: plan.mesh, cluster, namespace: plan.namespace }, now);
    },
    keyOf: (action) => {
      const key = keys.get(action);
      if (key === undefined) throw new Error(`internal: ${action.id} was started without its key`);
      return key;
    },
    takeNote: () => {
      const once = note;
      note = undefined;
      return once;
    },
  };
}
