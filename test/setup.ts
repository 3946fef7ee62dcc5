import fc from "fast-check";

// What lands is judged by the same cases every time; everywhere else each run tries new ones. fast-check prints the seed.
if (process.env["CI"] !== undefined) fc.configureGlobal({ seed: 20_261_124 });
