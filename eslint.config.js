import { defineConfig, globalIgnores } from "eslint/config";
import hooks from "eslint-plugin-react-hooks";
import tseslint from "typescript-eslint";
import { noWaitingPromise } from "./scripts/no-waiting-promise.mjs";

const MOST_LINES = 400;
const LONGEST_FUNCTION = 60;
const LONGEST_COMPONENT = 80;

function sizes(longest) {
  return {
    "max-lines": ["error", { max: MOST_LINES }],
    "max-lines-per-function": ["error", { max: longest }],
  };
}

export default defineConfig(
  globalIgnores([
    "dist/",
    "coverage/",
    "rig/**/state/",
    "src/mesh/generated/",
    "src/planner/generated/",
  ]),
  {
    files: ["**/*.ts", "**/*.tsx"],
    extends: [tseslint.configs.strictTypeChecked],
    languageOptions: { parserOptions: { projectService: true } },
    rules: {
      ...sizes(LONGEST_FUNCTION),
      "no-console": "error",
      "no-restricted-properties": [
        "error",
        { object: "URL", property: "canParse", message: "src/util/is-url.ts says why: it lies." },
      ],
      "@typescript-eslint/consistent-type-imports": "error",
      // `{ status: _, ...rest }` is how an object without a member is written.
      "@typescript-eslint/no-unused-vars": [
        "error",
        {
          varsIgnorePattern: "^_+$",
          argsIgnorePattern: "^_",
          destructuredArrayIgnorePattern: "^_",
        },
      ],
      // Counts and ports read better without String() around them.
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
      // `exec(...)` of an arrow whose value nobody uses is the usual form of a callback.
      "@typescript-eslint/no-confusing-void-expression": ["error", { ignoreArrowShorthand: true }],
    },
  },
  {
    files: ["**/*.tsx"],
    extends: [hooks.configs.flat.recommended],
    rules: sizes(LONGEST_COMPONENT),
  },
  {
    files: ["src/**/*.ts", "src/**/*.tsx", "bench/**/*.ts", "rig/**/*.ts"],
    plugins: { meshplan: { rules: { "no-waiting-promise": noWaitingPromise } } },
    rules: { "meshplan/no-waiting-promise": "error" },
  },
  { files: ["src/cli/**", "bench/**", "rig/**"], rules: { "no-console": "off" } },
  {
    files: ["test/**"],
    rules: {
      // A describe block is a list of sentences, not a function.
      "max-lines-per-function": "off",
      // Fakes keep the promises of the interfaces they stand for without having to wait.
      "@typescript-eslint/require-await": "off",
    },
  },
);
