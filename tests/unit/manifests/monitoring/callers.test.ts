import { describe, expect, it } from "vitest";
import type { SettingsInput } from "../../../../config/schema/settings";
import { renderedObject } from "../../../support/rendered";

function admitted(config: SettingsInput): string {
  return JSON.stringify(renderedObject(config, "authorizationpolicy.yaml"));
}

describe("the check and the batch", () => {
  it("are admitted beside the callers that the configuration names", () => {
    const policy = admitted({
      authorization: { callers: ["media"] },
      smoke: true,
      batch: { enabled: true, items: [{ input: "Hello." }] },
    });
    expect(policy).toContain("*/ns/ai-services/sa/kokoro-api-smoke");
    expect(policy).toContain("*/ns/ai-services/sa/kokoro-api-batch");
  });

  it("are not admitted where they are not deployed", () => {
    expect(admitted({ authorization: { callers: ["media"] } })).not.toContain("kokoro-api-smoke");
  });
});
