import { describe, expect, test } from "vitest";
import { isList, type JsonMap } from "../../src/kube/object.ts";
import { apply, at, configMap, type ContractTarget, mergePatch, refusal, urlOf } from "./target.ts";

/** Requests around the objects: what is missing, preconditions, bodies that do not fit, patches. */
export function requestCases(target: () => ContractTarget): void {
  describe("what is missing", () => {
    test("a missing namespace is named instead of the object", async () => {
      const answer = await apply(
        target(),
        "/api/v1/namespaces/nowhere/configmaps/x",
        configMap("x"),
        { dryRun: true },
      );
      expect(refusal(answer)).toEqual({
        status: 404,
        reason: "NotFound",
        message: 'namespaces "nowhere" not found',
      });
      expect(at(answer.body, "details")).toEqual({ name: "nowhere", kind: "namespaces" });
    });

    test("a group and version nobody serves answers in plain text", async () => {
      const url = `/apis/nothing.example.com/v1/namespaces/default/things/x`;
      const body = { apiVersion: "nothing.example.com/v1", kind: "Thing", metadata: { name: "x" } };
      expect(await apply(target(), url, body)).toMatchObject({
        status: 404,
        body: "404 page not found\n",
      });
    });

    test("an unknown kind in a known group is a Status", async () => {
      const answer = await target().request("GET", urlOf("things", "", "apps/v1"));
      expect(refusal(answer)).toEqual({
        status: 404,
        reason: "NotFound",
        message: "the server could not find the requested resource",
      });
    });

    test("a missing object names itself", async () => {
      const answer = await target().request("GET", urlOf("deployments", "x", "apps/v1"));
      expect(refusal(answer)).toEqual({
        status: 404,
        reason: "NotFound",
        message: 'deployments.apps "x" not found',
      });
      expect(at(answer.body, "details")).toEqual({ name: "x", group: "apps", kind: "deployments" });
    });
  });

  describe("a question about the own rights", () => {
    const ask = async (kind: string, spec: JsonMap) => {
      const apiVersion = "authorization.k8s.io/v1";
      const body = { apiVersion, kind, spec };
      return await target().request("POST", `/apis/${apiVersion}/${kind.toLowerCase()}s`, body);
    };

    test.each([
      { verb: "create", group: "", resource: "secrets", namespace: "nowhere" },
      { verb: "watch", group: "apps", resource: "deployments", namespace: "nowhere", name: "x" },
      { verb: "patch", group: "nothing.example.com", resource: "things" },
      { verb: "*", group: "*", resource: "*" },
    ])("about $verb of $resource is answered, whatever is there", async (resourceAttributes) => {
      expect(await ask("SelfSubjectAccessReview", { resourceAttributes })).toMatchObject({
        status: 201,
        body: { kind: "SelfSubjectAccessReview", status: { allowed: true } },
      });
    });

    test("about all of them is answered with rules", async () => {
      const { status, body } = await ask("SelfSubjectRulesReview", { namespace: "nowhere" });
      expect(status).toBe(201);
      expect(at(body, "status", "incomplete")).toBe(false);
      expect(at(body, "status", "resourceRules")).toContainEqual({
        verbs: ["*"],
        apiGroups: ["*"],
        resources: ["*"],
      });
    });
  });

  describe("a field that no schema knows", () => {
    const body: JsonMap = { ...configMap("unknown-field"), nonsense: "x" };
    const send = (query: string) =>
      target().request("POST", `${urlOf("configmaps")}?dryRun=All${query}`, body);

    test.each(["", "&fieldValidation=Warn"])("is a warning: %j", async (query) => {
      const { status, headers } = await send(query);
      expect([status, headers["warning"]]).toEqual([201, '299 - "unknown field \\"nonsense\\""']);
    });

    test("is nothing to say where validation is to ignore it", async () => {
      const { status, headers } = await send("&fieldValidation=Ignore");
      expect([status, headers["warning"]]).toEqual([201, undefined]);
    });
  });

  describe("preconditions of an apply", () => {
    test("a uid without an object is a conflict", async () => {
      const body = configMap("no-uid", { a: "1" }, { uid: "11111111-1111-1111-1111-111111111111" });
      expect(refusal(await apply(target(), urlOf("configmaps", "no-uid"), body))).toEqual({
        status: 409,
        reason: "Conflict",
        message:
          'Operation cannot be fulfilled on configmaps "no-uid": uid mismatch: the provided object specified uid 11111111-1111-1111-1111-111111111111, and no existing object was found',
      });
    });

    test("another uid is an immutable field", async () => {
      const url = urlOf("configmaps", "other-uid");
      await apply(target(), url, configMap("other-uid", { a: "1" }));
      const answer = await apply(target(), url, configMap("other-uid", { a: "1" }, { uid: "abc" }));
      const message = 'Invalid value: "abc": field is immutable';
      const cause = { reason: "FieldValueInvalid", message, field: "metadata.uid" };
      expect(refusal(answer)).toEqual({
        status: 422,
        reason: "Invalid",
        message: `ConfigMap "other-uid" is invalid: metadata.uid: ${message}`,
        causes: [cause, cause],
      });
    });

    test("a resourceVersion alone creates what is missing, and refuses what has moved on", async () => {
      const url = urlOf("configmaps", "rv");
      const body = configMap("rv", { a: "1" }, { resourceVersion: "5" });
      expect((await apply(target(), url, body)).status).toBe(201);
      expect(refusal(await apply(target(), url, body))).toEqual({
        status: 409,
        reason: "Conflict",
        message:
          'Operation cannot be fulfilled on configmaps "rv": the object has been modified; please apply your changes to the latest version and try again',
      });
    });

    test("the right uid and resourceVersion pass", async () => {
      const url = urlOf("configmaps", "right");
      const { body } = await apply(target(), url, configMap("right", { a: "1" }));
      const uid = at(body, "metadata", "uid") ?? null;
      const resourceVersion = at(body, "metadata", "resourceVersion") ?? null;
      const answer = await apply(
        target(),
        url,
        configMap("right", { a: "2" }, { uid, resourceVersion }),
      );
      expect(answer.status).toBe(200);
    });
  });

  describe("bodies that do not fit", () => {
    const url = urlOf("configmaps", "bad");
    const place = "(/bad; /v1, Kind=ConfigMap)";
    const cases: readonly (readonly [string, JsonMap, JsonMap])[] = [
      [
        "an unknown field",
        { ...configMap("bad"), x: 1 },
        {
          status: 500,
          message: `failed to create typed patch object ${place}: .x: field not declared in schema`,
        },
      ],
      [
        "a number for text",
        configMap("bad", { a: 1 }),
        {
          status: 500,
          message: `failed to create typed patch object ${place}: .data.a: expected string, got &value.valueUnstructured{Value:1}`,
        },
      ],
      [
        "text for a map",
        configMap("bad", "x"),
        {
          status: 500,
          message: `failed to create typed patch object ${place}: .data: expected map, got &{x}`,
        },
      ],
      [
        "text for a boolean",
        { ...configMap("bad"), immutable: "x" },
        {
          status: 500,
          message: `failed to create typed patch object ${place}: .immutable: expected boolean, got &{x}`,
        },
      ],
      [
        "managedFields",
        configMap("bad", {}, { managedFields: [] }),
        { status: 400, reason: "BadRequest", message: "metadata.managedFields must be nil" },
      ],
      [
        "another name",
        configMap("good"),
        {
          status: 400,
          reason: "BadRequest",
          message: "the name of the object (good) does not match the name on the URL (bad)",
        },
      ],
      [
        "another kind",
        { ...configMap("bad"), kind: "Secret" },
        { status: 400, reason: "BadRequest", message: "invalid object type: /v1, Kind=Secret" },
      ],
      [
        "another version",
        { ...configMap("bad"), apiVersion: "v2" },
        { status: 400, reason: "BadRequest", message: "invalid object type: /v2, Kind=ConfigMap" },
      ],
      [
        "another namespace",
        configMap("bad", {}, { namespace: "default" }),
        {
          status: 400,
          reason: "BadRequest",
          message:
            "the namespace of the provided object does not match the namespace sent on the request",
        },
      ],
    ];
    test.each(cases)("%s", async (_, body, expected) => {
      expect(refusal(await apply(target(), url, body))).toEqual(expected);
    });

    test("no field manager", async () => {
      const answer = await target().request("PATCH", url, configMap("bad"), {
        contentType: "application/apply-patch+yaml",
      });
      const message = "Required value: is required for apply patch";
      expect(refusal(answer)).toEqual({
        status: 422,
        reason: "Invalid",
        message: `PatchOptions.meta.k8s.io "" is invalid: fieldManager: ${message}`,
        causes: [{ reason: "FieldValueRequired", message, field: "fieldManager" }],
      });
    });

    test("unknown fields of a strict create", async () => {
      const body = { ...configMap("strict"), foo: 1, bar: {} };
      const answer = await target().request(
        "POST",
        `${urlOf("configmaps")}?fieldValidation=Strict`,
        body,
      );
      expect(refusal(answer)).toEqual({
        status: 400,
        reason: "BadRequest",
        message:
          'ConfigMap in version "v1" cannot be handled as a ConfigMap: strict decoding error: unknown field "foo", unknown field "bar"',
      });
    });
  });

  describe("immutable fields", () => {
    test("the selector of a Deployment", async () => {
      const url = urlOf("deployments", "fixed", "apps/v1");
      const body = (app: string): JsonMap => ({
        apiVersion: "apps/v1",
        kind: "Deployment",
        metadata: { name: "fixed" },
        spec: {
          replicas: 0,
          selector: { matchLabels: { app } },
          template: {
            metadata: { labels: { app } },
            spec: { containers: [{ name: "a", image: "b:1" }] },
          },
        },
      });
      await apply(target(), url, body("x"));
      const message = 'Invalid value: {"matchLabels":{"app":"y"}}: field is immutable';
      expect(refusal(await apply(target(), url, body("y"), { dryRun: true }))).toEqual({
        status: 422,
        reason: "Invalid",
        message: `Deployment.apps "fixed" is invalid: spec.selector: ${message}`,
        causes: [{ reason: "FieldValueInvalid", message, field: "spec.selector" }],
      });
    });

    test("the role of a binding", async () => {
      const url = urlOf("rolebindings", "fixed", "rbac.authorization.k8s.io/v1");
      const body = (name: string): JsonMap => ({
        apiVersion: "rbac.authorization.k8s.io/v1",
        kind: "RoleBinding",
        metadata: { name: "fixed" },
        roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name },
      });
      await apply(target(), url, body("view"));
      expect(refusal(await apply(target(), url, body("edit")))).toMatchObject({
        status: 422,
        causes: [{ reason: "FieldValueInvalid", field: "roleRef" }],
      });
    });

    test("the type of a Secret", async () => {
      const url = urlOf("secrets", "fixed");
      const body = (type: string): JsonMap => ({
        apiVersion: "v1",
        kind: "Secret",
        metadata: { name: "fixed" },
        type,
      });
      await apply(target(), url, body("example.com/a"));
      expect(refusal(await apply(target(), url, body("example.com/b")))).toMatchObject({
        status: 422,
        causes: [{ message: 'Invalid value: "example.com/b": field is immutable', field: "type" }],
      });
    });
  });

  describe("other writes", () => {
    test("a second create is AlreadyExists", async () => {
      await target().request("POST", urlOf("configmaps"), configMap("again"));
      const answer = await target().request("POST", urlOf("configmaps"), configMap("again"));
      expect(refusal(answer)).toEqual({
        status: 409,
        reason: "AlreadyExists",
        message: 'configmaps "again" already exists',
      });
    });

    test("a put with an old resourceVersion is a conflict, and one of a missing object a 404", async () => {
      const url = urlOf("configmaps", "put");
      await apply(target(), url, configMap("put"));
      const old = await target().request(
        "PUT",
        url,
        configMap("put", {}, { resourceVersion: "1" }),
      );
      expect(refusal(old)).toMatchObject({ status: 409, reason: "Conflict" });
      const missing = await target().request("PUT", urlOf("configmaps", "put2"), configMap("put2"));
      expect(refusal(missing)).toMatchObject({
        status: 404,
        message: 'configmaps "put2" not found',
      });
    });

    test("a JSON patch whose test fails is refused with 422", async () => {
      const url = urlOf("configmaps", "json-patch");
      await apply(target(), url, configMap("json-patch", { a: "1" }));
      const options = { contentType: "application/json-patch+json" };
      const good = await target().request(
        "PATCH",
        url,
        [{ op: "replace", path: "/data/a", value: "2" }],
        options,
      );
      expect(at(good.body, "data")).toEqual({ a: "2" });
      const bad = await target().request(
        "PATCH",
        url,
        [{ op: "test", path: "/data/a", value: "9" }],
        options,
      );
      expect(bad.status).toBe(422);
    });

    test("a strategic merge patch merges containers by name", async () => {
      const url = urlOf("deployments", "strategic", "apps/v1");
      const containers = [
        { name: "a", image: "a:1" },
        { name: "b", image: "b:1" },
      ];
      const labels = { app: "strategic" };
      await apply(target(), url, {
        apiVersion: "apps/v1",
        kind: "Deployment",
        metadata: { name: "strategic" },
        spec: {
          replicas: 0,
          selector: { matchLabels: labels },
          template: { metadata: { labels }, spec: { containers } },
        },
      });
      const patch = { spec: { template: { spec: { containers: [{ name: "b", image: "b:2" }] } } } };
      const options = { contentType: "application/strategic-merge-patch+json" };
      const answer = await target().request("PATCH", url, patch, options);
      const found = at(answer.body, "spec", "template", "spec", "containers");
      expect(isList(found) ? found.map((one) => at(one, "image")) : found).toEqual(["a:1", "b:2"]);
      expect(at(answer.body, "metadata", "generation")).toBe(2);
    });

    test("clearing managedFields forgets the owners; the next apply finds before-first-apply", async () => {
      const url = urlOf("configmaps", "cleared");
      await apply(target(), url, configMap("cleared", { a: "1" }));
      const cleared = await mergePatch(target(), url, { metadata: { managedFields: [{}] } });
      expect(at(cleared.body, "metadata", "managedFields")).toBeUndefined();
      const refused = await apply(target(), url, configMap("cleared", { a: "2" }));
      expect(refusal(refused)).toMatchObject({
        causes: [{ message: 'conflict with "before-first-apply" using v1' }],
      });
    });
  });
}
