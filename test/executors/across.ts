import { MessageChannel, type MessagePort } from "node:worker_threads";
import { MeshplanError } from "../../src/errors.ts";
import type { ActionClient, ActionData, ActionPorts } from "../../src/executors/context.ts";
import { runAction } from "../../src/executors/run-action.ts";
import { ApiError } from "../../src/kube/api-error.ts";

type Group = "client" | "clock" | "outputs" | "signer" | "lock" | "run";
type Cut = "interrupt" | "stop";

/** An error as a message. `cut`: it is the reason of this signal, which each side has its own of. */
type Thrown =
  | { readonly cut: Cut }
  | { readonly bug: string }
  | Pick<MeshplanError, "code" | "message" | "cluster" | "object" | "nextSteps">
  | Pick<ApiError, "code" | "message" | "cluster" | "object" | "nextSteps" | "api">;

type Message =
  | {
      readonly type: "call";
      readonly id: number;
      readonly group: Group;
      readonly name: string;
      readonly args: readonly unknown[];
      /** Where in `args` a signal stood. */
      readonly signal?: "last" | "option";
    }
  | { readonly type: "abort"; readonly call: number }
  | { readonly type: "cut"; readonly by: Cut }
  | { readonly type: "answer"; readonly id: number; readonly value: unknown }
  | { readonly type: "failure"; readonly id: number; readonly thrown: Thrown }
  | { readonly type: "end"; readonly thrown?: Thrown };

/**
 * Runs an action on the far side of a message channel, as if it were in another process: its data went through JSON, and every
 * call of a port, every answer, error and signal is a message.
 */
export const runAcross: typeof runAction = async (data, ports) => {
  const { port1: near, port2: far } = new MessageChannel();
  try {
    const ended = serve(near, ports);
    work(far, JSON.parse(JSON.stringify(data)) as ActionData);
    await ended;
  } finally {
    near.close();
  }
};

/** The near side: answers what the far side asks, until that has ended. */
function serve(channel: MessagePort, ports: ActionPorts): Promise<void> {
  const post = (message: Message): void => channel.postMessage(message);
  const calls = new Map<number, AbortController>();
  const owners = ownersOf(ports);
  const answer = async ({ id, group, name, args, signal }: Message & { type: "call" }) => {
    const cutOff = new AbortController();
    calls.set(id, cutOff);
    const method = Reflect.get(owners[group], name) as (...args: unknown[]) => unknown;
    try {
      const value = await method.apply(owners[group], withSignal(args, signal, cutOff.signal));
      post({ type: "answer", id, value });
    } catch (error) {
      post({ type: "failure", id, thrown: thrownOf(error, ports) });
    }
  };
  for (const by of ["interrupt", "stop"] as const) {
    if (ports[by].aborted) post({ type: "cut", by });
    AbortSignal.any([ports[by]]).addEventListener("abort", () => post({ type: "cut", by }));
  }
  return new Promise((resolve, reject) => {
    channel.on("message", (message: Message) => {
      if (message.type === "call") void answer(message);
      else if (message.type === "abort") calls.get(message.call)?.abort();
      else if (message.type === "end" && message.thrown === undefined) resolve();
      else if (message.type === "end" && message.thrown !== undefined)
        reject(errorOf(message.thrown, ports));
    });
  });
}

/** What calls of each group go to. A watch is asked for one event at a time. */
function ownersOf({ client, clock, outputs, signer, lock, written, emit }: ActionPorts) {
  const watches: AsyncIterator<unknown>[] = [];
  const watch = async (...[kind, options]: Parameters<ActionClient["watch"]>) =>
    watches.push(client.watch(kind, options)[Symbol.asyncIterator]()) - 1;
  const next = async (at: number) => await watches[at]?.next();
  const leave = async (at: number) => {
    void watches[at]?.return?.();
  };
  const { get, list, getText, apply } = client;
  const requests = Object.fromEntries(
    Object.entries({ get, list, getText, apply }).map(([name, method]) => [
      name,
      method.bind(client),
    ]),
  );
  const own = { ...requests, watch, next, leave };
  return { client: own, clock, outputs, signer, lock, run: { written, emit } };
}

function withSignal(
  args: readonly unknown[],
  where: "last" | "option" | undefined,
  signal: AbortSignal,
): unknown[] {
  if (where === undefined) return [...args];
  return [...args.slice(0, -1), where === "last" ? signal : { ...(args.at(-1) as object), signal }];
}

interface Ends {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: unknown) => void;
}

/** The far side: knows nothing but the data and the channel. */
function work(channel: MessagePort, data: ActionData): void {
  const post = (message: Message): void => channel.postMessage(message);
  const cuts = { interrupt: new AbortController(), stop: new AbortController() };
  const waiting = new Map<number, Ends>();
  let calls = 0;
  const ask = (group: Group, name: string, args: readonly unknown[]): Promise<unknown> => {
    const id = (calls += 1);
    const { plain, where, signal } = withoutSignal(args);
    const answered = new Promise<unknown>((resolve, reject) => {
      waiting.set(id, { resolve, reject });
    });
    post({ type: "call", id, group, name, args: plain, ...(where && { signal: where }) });
    if (signal?.aborted === true) post({ type: "abort", call: id });
    const abort = (): void => post({ type: "abort", call: id });
    // Many calls may share a signal, and Node warns of many listeners.
    const own = signal && AbortSignal.any([signal]);
    own?.addEventListener("abort", abort);
    // A watch goes on after its first answer, so its signal does too.
    const done = (): void => own?.removeEventListener("abort", abort);
    if (name !== "watch") answered.then(done, done);
    return answered;
  };
  const signals = { interrupt: cuts.interrupt.signal, stop: cuts.stop.signal };
  channel.on("message", (message: Message) => {
    if (message.type === "cut") cuts[message.by].abort();
    else if (message.type === "answer") waiting.get(message.id)?.resolve(message.value);
    else if (message.type === "failure")
      waiting.get(message.id)?.reject(errorOf(message.thrown, signals));
  });
  runAction(data, { ...farPorts(ask, data.action.cluster), ...signals }).then(
    () => post({ type: "end" }),
    (error: unknown) => post({ type: "end", thrown: thrownOf(error, signals) }),
  );
}

type Ask = (group: Group, name: string, args: readonly unknown[]) => Promise<unknown>;

function farPorts(ask: Ask, cluster: string): Omit<ActionPorts, Cut> {
  const group = (name: Group, own: object = {}): object =>
    new Proxy(own, {
      get: (target, method: string) =>
        (Reflect.get(target, method) as unknown) ??
        ((...args: readonly unknown[]) => ask(name, method, args)),
    });
  const { written, emit } = group("run") as Pick<ActionPorts, "written" | "emit">;
  const client = group("client", { cluster, watch: watchOf(ask) });
  return {
    client: client as ActionPorts["client"],
    clock: group("clock") as ActionPorts["clock"],
    outputs: group("outputs") as ActionPorts["outputs"],
    signer: group("signer") as ActionPorts["signer"],
    lock: group("lock") as ActionPorts["lock"],
    written,
    emit,
  };
}

function watchOf(ask: Ask) {
  return async function* (...args: readonly unknown[]) {
    const watch = await ask("client", "watch", args);
    try {
      for (;;) {
        const step = (await ask("client", "next", [watch])) as IteratorResult<unknown>;
        if (step.done === true) return;
        yield step.value;
      }
    } finally {
      void ask("client", "leave", [watch]);
    }
  };
}

function withoutSignal(args: readonly unknown[]) {
  const last = args.at(-1);
  if (last instanceof AbortSignal)
    return { plain: args.slice(0, -1).concat(null), where: "last", signal: last } as const;
  if (typeof last !== "object" || last === null || !("signal" in last))
    return { plain: args, where: undefined, signal: undefined };
  const { signal, ...options } = last;
  if (!(signal instanceof AbortSignal)) return { plain: args, where: undefined, signal: undefined };
  return { plain: [...args.slice(0, -1), options], where: "option", signal } as const;
}

type Signals = Readonly<Record<Cut, AbortSignal>>;

function thrownOf(error: unknown, signals: Signals): Thrown {
  for (const cut of ["interrupt", "stop"] as const)
    if (signals[cut].aborted && signals[cut].reason === error) return { cut };
  if (!(error instanceof MeshplanError)) return { bug: String(error) };
  const { code, message, cluster, object, nextSteps } = error;
  const told = { code, message, cluster, object, nextSteps };
  return error instanceof ApiError ? { ...told, api: error.api } : told;
}

function errorOf(thrown: Thrown, signals: Signals): Error {
  if ("cut" in thrown) return signals[thrown.cut].reason as Error;
  if ("bug" in thrown) return new Error(thrown.bug);
  const { code, message, cluster, object, nextSteps } = thrown;
  const place = {
    ...(cluster === undefined ? {} : { cluster }),
    ...(object === undefined ? {} : { object }),
  };
  const options = { ...place, nextSteps };
  return "api" in thrown
    ? new ApiError(code, message, thrown.api, options)
    : new MeshplanError(code, message, options);
}
