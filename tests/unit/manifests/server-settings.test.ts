import { describe, expect, it } from "vitest";
import type { SettingsInput } from "../../../config/schema/settings";
import { podSpec } from "../../../manifests/pod";
import { serverSettings } from "../../../manifests/server-settings";
import { settingsOf } from "../../support/settings";

const dataOf = (server: SettingsInput["server"]) =>
  serverSettings(settingsOf({ server })).data as Record<string, string>;

describe("the server's settings", () => {
  it("close what upstream leaves open: texts in the log, web player, CORS, operator routes", () => {
    expect(dataOf({})).toEqual({
      ALLOW_DEV_UNLOAD: "false",
      ALLOW_LOCAL_VOICE_SAVING: "false",
      API_LOG_LEVEL: "INFO",
      CORS_ENABLED: "false",
      ENABLE_DEBUG_ENDPOINTS: "false",
      ENABLE_WEB_PLAYER: "false",
      MAX_TEMP_DIR_SIZE_MB: "2048",
    });
  });

  it("write lists and mappings as the JSON that the server parses", () => {
    const data = dataOf({
      CORS_ENABLED: true,
      CORS_ORIGINS: ["https://a.example.com"],
      DYNAMIC_GAP_TRIM_PADDING_CHAR_MULTIPLIER: { ".": 1.5 },
    });
    expect(data.CORS_ORIGINS).toBe('["https://a.example.com"]');
    expect(data.DYNAMIC_GAP_TRIM_PADDING_CHAR_MULTIPLIER).toBe('{".":1.5}');
  });

  it("reach the container, and the emptyDir has room for the downloads that they keep", () => {
    const pod = podSpec(settingsOf({ server: { MAX_TEMP_DIR_SIZE_MB: 4096 } }));
    expect(pod.containers[0]?.envFrom).toEqual([{ configMapRef: { name: "kokoro-api-server" } }]);
    const volumes = pod.volumes as { name: string; emptyDir?: { sizeLimit: string } }[];
    expect(volumes.find(({ name }) => name === "downloads")?.emptyDir?.sizeLimit).toBe("4608Mi");
  });

  it("are not shadowed by a variable of the container", () => {
    const pod = podSpec(settingsOf());
    const [container] = pod.containers as { env: { name: string }[] }[];
    const names = container?.env.map(({ name }) => name) ?? [];
    expect(names).toContain("TEMP_FILE_DIR");
    expect(names.filter((name) => name in dataOf({}))).toEqual([]);
  });
});

describe("downloads", () => {
  it("move to the volume and the folder that storage names", () => {
    const pod = podSpec(settingsOf({ storage: { existingClaim: "speech", mountPath: "/data/downloads" } }));
    expect(pod.volumes).toContainEqual({ name: "downloads", persistentVolumeClaim: { claimName: "speech" } });
    expect(pod.containers[0]?.volumeMounts).toContainEqual({
      name: "downloads",
      mountPath: "/data/downloads",
    });
    expect(pod.containers[0]?.env).toContainEqual({ name: "TEMP_FILE_DIR", value: "/data/downloads" });
  });
});
