/** Settings that the server has and that are decided elsewhere, or that have no effect in its image. */
export const REFUSED_SERVER_SETTINGS: Readonly<Record<string, { rule: string; fix: string }>> = {
  PORT: {
    rule: "has no effect: the image always listens on port 8880",
    fix: "remove it; callers use port 8880 of the Service",
  },
  HOST: {
    rule: "has no effect: the image always listens on 0.0.0.0",
    fix: "remove it",
  },
  USE_GPU: { rule: "is set by accelerator", fix: "set accelerator: cpu, nvidia or rocm" },
  DEVICE_TYPE: { rule: "is set by accelerator", fix: "set accelerator: cpu, nvidia or rocm" },
  TEMP_FILE_DIR: {
    rule: "is set by storage.mountPath, which must be writable",
    fix: "set storage.mountPath",
  },
  MODEL_DIR: { rule: "would bypass the model in the image", fix: "remove it" },
  VOICES_DIR: { rule: "would bypass the voices in the image", fix: "remove it" },
  MODEL_REPO_ID: { rule: "has no effect: the image already contains the model", fix: "remove it" },
  DOWNLOAD_MODEL: {
    rule: "would download the model at every start, but the image already contains it",
    fix: "remove it",
  },
  WEB_CONCURRENCY: {
    rule: "would run several servers in one pod: each loads its own model within one memory limit, and the mesh cannot see them",
    fix: "set replicas, or scaling",
  },
  UVICORN_WORKERS: {
    rule: "would run several servers in one pod: each loads its own model within one memory limit, and the mesh cannot see them",
    fix: "set replicas, or scaling",
  },
};
