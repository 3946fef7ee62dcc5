import type { CodeInfo } from "../code-info.ts";

/** The lock that keeps two applies apart. */
export const LOCK_CODES = {
  MP9320: {
    severity: "error",
    title: "another apply holds the lock",
    explanation:
      "An apply takes one lock in each cluster before it looks at anything for the last time: the Lease `meshplan` in the namespace `default`, whatever the mesh. Another apply holds it, and did not release it within `--lock-timeout` (75s unless set; 0 does not wait). Nothing was written. A lock whose holder died is taken over automatically: at once where it ran on this machine, otherwise after a minute in which nobody renewed it. `meshplan unlock` takes it away from a holder that you know to be gone.",
  },
  MP9321: {
    severity: "error",
    title: "the lock was lost",
    explanation:
      "The lock of a cluster could not be renewed in time, or somebody else has it now: the machine slept, the API server could not be reached for longer than a minute, or somebody ran `meshplan unlock`. Another apply may be writing. So no further write was started; what was on its way was finished, and each write names the version of its object, so that none lands on what the other one wrote. When no other apply runs, run the same apply again: it continues where this one ended.",
  },
  MP9322: {
    severity: "error",
    title: "no right to take the lock",
    explanation:
      "The user of the kubeconfig may not read or write the Lease that keeps two applies apart. An apply needs to get, create and patch `leases.coordination.k8s.io` named `meshplan` in the namespace `default`; `meshplan rbac apply` prints them with the others. Nothing was written. A plan takes no lock and needs no such right.",
  },
  MP9323: {
    severity: "error",
    title: "the lock's holder is still running",
    explanation:
      "`meshplan unlock` found the apply that holds the lock among the processes of this machine. Taking its lock away would let a second one write beside it. Let it finish, or interrupt it: Ctrl-C releases the lock. `--force` takes it away all the same; the apply notices before its next write, and ends.",
  },
  MP9324: {
    severity: "warning",
    title: "the lock could not be released",
    explanation:
      "The apply has ended, but the API server did not accept the message that its lock is free. Nothing is wrong with the mesh. The next apply on this machine takes the lock at once, one elsewhere after a minute.",
  },
  MP9145: {
    severity: "error",
    title: "a saved plan that was already applied",
    explanation:
      "A saved plan is applied to its end once. Each cluster keeps, in the annotations of the Lease `default/meshplan`, the last twenty applies with the digest of the plan and the time it was made; every cluster that this plan has a lock in says that it was applied, when, by which run and on which host. Applying an old plan again would undo what was changed since, even where every object looks as it did before the plan. Nothing was written, and the exit code is 4. Plan again; or, where this very plan is to be applied once more, pass `--replay`. An unfinished run needs no flag to continue.",
  },
  MP9146: {
    severity: "error",
    title: "nobody knows whether a saved plan was already applied",
    explanation:
      "Each cluster remembers the last twenty applies. Since this plan was made there were so many that none of its clusters remembers the time before, so the plan may be among those that were forgotten. Nothing was written, and the exit code is 4. Plan again; or, where you know that it was not applied, or is to be applied once more, pass `--replay`.",
  },
  MP9147: {
    severity: "warning",
    title: "a saved plan that only some clusters remember",
    explanation:
      "Some clusters remember that this plan was applied to its end, and others do not: their Lease `default/meshplan` was deleted or edited, their lock was lost at the end of that run, or could not be released. Because the plan may not have been applied there, the apply goes on; what is as planned is not written again, and an object that is neither as it was nor as planned ends it before any write. Where the plan is not to be applied again, interrupt it and plan again.",
  },
} as const satisfies Record<`MP93${string}` | `MP914${string}`, CodeInfo>;
