import {
  ExternalSecret,
  type IExternalSecret,
} from "@kubernetes-models/external-secrets/external-secrets.io/v1/ExternalSecret";
import { type IScaledObject, ScaledObject } from "@kubernetes-models/keda/keda.sh/v1alpha1/ScaledObject";
import { describe, expect, it } from "vitest";
import type { SettingsInput } from "../../../config/schema/settings";
import { renderedObject } from "../../support/rendered";

/*
 * The schemas of operators that the toolchain has no CRDs of, from packages that are generated from their CRDs.
 * The validators know types, patterns and enums; fields that no schema has are found by the compiler, where the
 * manifests say `satisfies`.
 */

const STORED: SettingsInput = {
  secretStore: { kind: "SecretStore", name: "vault", refreshInterval: "30m" },
  secretEnv: { API_KEY: { fromStore: "kokoro", property: "api-key" } },
  registries: { "harbor.lan:5000": { username: "robot$kokoro", password: { fromStore: "harbor" } } },
};
const SCALED: SettingsInput = {
  scaling: { kind: "keda", max: 4, prometheus: "http://prometheus.monitoring.svc:9090" },
};

describe("an ExternalSecret of the tree", () => {
  it.each(["externalsecret.yaml", "externalsecret-registries.yaml"])(
    "matches the operator's schema: %s",
    (file) => {
      const object = renderedObject<IExternalSecret>(STORED, file);
      expect(object.apiVersion).toBe(ExternalSecret.apiVersion);
      expect(() => new ExternalSecret(object).validate()).not.toThrow();
    },
  );

  it("would not, with a name that the operator refuses, another engine or another type", () => {
    const { metadata, spec } = renderedObject<Required<IExternalSecret>>(
      STORED,
      "externalsecret-registries.yaml",
    );
    const [value] = spec.data ?? [];
    const template = { ...spec.target?.template, engineVersion: "v3" };
    for (const [wrong, message] of [
      [{ ...spec, data: [{ ...value, secretKey: "harbor.lan:5000" }] }, "secretKey must match pattern"],
      [{ ...spec, target: { ...spec.target, template } }, "engineVersion must be equal to one of"],
      [{ ...spec, refreshInterval: 30 }, "refreshInterval must be string"],
    ] as const) {
      const object = { metadata, spec: wrong } as unknown as ConstructorParameters<typeof ExternalSecret>[0];
      expect(() => new ExternalSecret(object).validate()).toThrow(message);
    }
  });
});

describe("a ScaledObject of the tree", () => {
  const rendered = () => renderedObject<Required<IScaledObject>>(SCALED, "scaledobject.yaml");

  it("matches KEDA's schema", () => {
    expect(rendered().apiVersion).toBe(ScaledObject.apiVersion);
    expect(() => new ScaledObject(rendered()).validate()).not.toThrow();
  });

  it("would not, without a trigger's type or with a number where KEDA has text", () => {
    const { metadata, spec } = rendered();
    const [trigger] = spec.triggers;
    for (const [wrong, message] of [
      [{ metadata: trigger?.metadata }, "must have required property type"],
      [{ ...trigger, metadata: { ...trigger?.metadata, threshold: 1 } }, "threshold must be string"],
    ] as const) {
      const object = { metadata, spec: { ...spec, triggers: [wrong] } } as unknown as IScaledObject;
      expect(() => new ScaledObject(object).validate()).toThrow(message);
    }
  });
});

// `npm run lint` checks it: the compiler would take unknown fields in the manifests if it took these.
// biome-ignore lint/correctness/noUnusedVariables: for the compiler alone
type UnknownFields = [
  // @ts-expect-error: the field is `refreshInterval`
  NonNullable<IExternalSecret["spec"]>["refreshIntervall"],
  // @ts-expect-error: the field is `minReplicaCount`
  NonNullable<IScaledObject["spec"]>["minReplicas"],
];
