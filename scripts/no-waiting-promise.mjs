// An ESLint rule: a promise that was started must be handed on before the function waits for something else.

/**
 * `const a = read(); const b = await look(); use(await a)`: when `look` or `read` fails meanwhile, nobody listens to the other,
 * and Node ends the process with a raw dump. `no-floating-promises` does not see it, because `a` is awaited in the end.
 *
 * Told of every variable of an async function that holds a promise (or a list or a record of promises) and is first used after
 * an `await`, a `for await` or a `yield`. Start it inside `Promise.all`, or await it first.
 */
export const noWaitingPromise = {
  meta: {
    type: "problem",
    schema: [],
    messages: {
      waiting:
        "Nobody listens to this promise while the function waits for something else: start it in Promise.all, or await it first.",
    },
  },
  create(context) {
    // Of @typescript-eslint/parser with `projectService`.
    const services = context.sourceCode.parserServices;
    const checker = services.program.getTypeChecker();
    const functions = [];
    const enter = (node) => functions.push({ isAsync: node.async, started: [], pauses: [] });
    const pause = (node) => functions.at(-1)?.pauses.push(node.range);
    const leave = () => {
      const { isAsync, started, pauses } = functions.pop();
      if (!isAsync) return;
      for (const { node, firstUse } of started) {
        const waits = ([start, end]) => start >= node.range[1] && end <= firstUse;
        if (pauses.some(waits)) context.report({ node, messageId: "waiting" });
      }
    };
    return {
      FunctionDeclaration: enter,
      FunctionExpression: enter,
      ArrowFunctionExpression: enter,
      "FunctionDeclaration:exit": leave,
      "FunctionExpression:exit": leave,
      "ArrowFunctionExpression:exit": leave,
      AwaitExpression: pause,
      YieldExpression: pause,
      "ForOfStatement[await=true]": ({ right }) => pause(right),
      VariableDeclarator(node) {
        if (node.init === null || node.id.type !== "Identifier" || functions.length === 0) return;
        const type = services.getTypeAtLocation(node.init);
        if (!holdsPromise(type, node.init, checker)) return;
        const uses = context.sourceCode
          .getDeclaredVariables(node)
          .flatMap(({ references }) => references.map(({ identifier }) => identifier.range[0]))
          .filter((at) => at >= node.range[1]);
        functions.at(-1).started.push({ node, firstUse: Math.min(Infinity, ...uses) });
      },
    };
  },
};

function holdsPromise(type, init, checker) {
  if (isPromise(type, checker)) return true;
  const item = checker.getIndexTypeOfType(type, 1);
  if (item !== undefined && isPromise(item, checker)) return true;
  if (init.type !== "ObjectExpression") return false;
  return type.getProperties().some((one) => isPromise(checker.getTypeOfSymbol(one), checker));
}

function isPromise(type, checker) {
  return (type.isUnion() ? type.types : [type]).some(
    (one) => checker.getPropertyOfType(one, "then") !== undefined,
  );
}
