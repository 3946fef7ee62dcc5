import type { CommentPlace } from "../adapters/forges/comments.ts";
import { isUrl } from "../util/is-url.ts";
import { commitOption } from "./commit.ts";
import type { CommentFlags } from "./flags.ts";
import { UsageError } from "./usage-error.ts";

type Env = NodeJS.ProcessEnv;

/** Where the variables of a pipeline's job say that it is; flags say it elsewhere. */
const FROM_ENV: Readonly<Record<CommentPlace["forge"], (env: Env) => Partial<CommentPlace>>> = {
  github: (env) => ({
    ...given("api", env["GITHUB_API_URL"]),
    ...given("repository", env["GITHUB_REPOSITORY"]),
    ...given("number", /^refs\/pull\/(\d+)\//.exec(env["GITHUB_REF"] ?? "")?.[1]),
  }),
  gitlab: (env) => ({
    ...given("api", env["CI_API_V4_URL"]),
    ...given("repository", env["CI_PROJECT_ID"]),
    ...given("number", env["CI_MERGE_REQUEST_IID"]),
  }),
};

const TOKENS: Readonly<Record<CommentPlace["forge"], string>> = {
  github: "GITHUB_TOKEN",
  gitlab: "GITLAB_TOKEN",
};

/** The place and the token. Tokens are taken from the environment alone: arguments are in lists of processes and in logs. */
export function commentPlace(
  flags: CommentFlags,
  env: Env,
): { readonly place: CommentPlace; readonly token: string } {
  const forge = flags.forge ?? forgeOf(env);
  const found: Partial<CommentPlace> = {
    ...FROM_ENV[forge](env),
    ...given("api", flags.api),
    ...given("repository", flags.repository),
    ...(flags.number === undefined ? {} : { number: String(flags.number) }),
    ...given("author", flags.author),
  };
  const { api, repository } = found;
  if (api === undefined || repository === undefined)
    throw new UsageError(
      "nothing says where the pull request is",
      "run it in a job of GitHub or GitLab, or give --forge, --api, --repository and --number",
    );
  const token = env[TOKENS[forge]] ?? "";
  if (token === "")
    throw new UsageError(
      `there is no token in ${TOKENS[forge]}`,
      "give the job the token of an account that may write comments, in its environment",
    );
  return {
    place: {
      ...found,
      ...commitOption(env),
      forge,
      api: safeApi(api),
      repository: safeRepository(repository),
    },
    token,
  };
}

function forgeOf(env: Env): CommentPlace["forge"] {
  if (env["GITHUB_ACTIONS"] === "true") return "github";
  if (env["GITLAB_CI"] === "true") return "gitlab";
  throw new UsageError(
    "this is no job of GitHub or GitLab",
    "say which of them the pull request is on: --forge github, or --forge gitlab",
  );
}

/** The token goes there: over TLS, or to this machine. */
function safeApi(api: string): string {
  const url = isUrl(api) ? new URL(api) : undefined;
  const isHere = ["127.0.0.1", "[::1]", "localhost"].includes(url?.hostname ?? "");
  const isPlain = url !== undefined && url.username === "" && url.search + url.hash === "";
  if (isPlain && (url.protocol === "https:" || (url.protocol === "http:" && isHere)))
    return api.replace(/\/+$/, "");
  throw new UsageError(
    "the address of the API is not one that a token may be sent to",
    "write it as https://api.github.com or https://gitlab.example/api/v4",
  );
}

/** It becomes a part of the request's path. */
function safeRepository(repository: string): string {
  const isSafe = /^[\w.-]+(\/[\w.-]+)*$/.test(repository) && !/(^|\/)\.\.?(\/|$)/.test(repository);
  if (isSafe) return repository;
  throw new UsageError("that is no name of a repository", "write it as owner/name");
}

function given<K extends keyof CommentPlace>(
  key: K,
  value: string | undefined,
): Partial<Record<K, string>> {
  return value === undefined || value === "" ? {} : ({ [key]: value } as Record<K, string>);
}
