import type { CodeInfo } from "../code-info.ts";

/** Comments on pull requests. */
export const FORGE_CODES = {
  MP9330: {
    severity: "error",
    title: "the comment could not be written",
    explanation:
      "GitHub or GitLab refused a request of `meshplan comment`, or could not be reached; the message has its answer. 401 and 403: the token of `GITHUB_TOKEN` or `GITLAB_TOKEN` lacks the right to write comments (GitHub: `pull-requests: write`; GitLab: the scope `api`, and a role of Reporter or higher; a job token of GitLab cannot). 404: the token does not see the repository, or there is no such pull request. Where the service says that there were too many requests, meshplan waits for as long as it says and tries again, up to its limits. The comment that was there stays as it was.",
  },
} as const satisfies { readonly [code: string]: CodeInfo };
