/** Settings that the server has and that are decided elsewhere, or that have no effect in its image. */
export const REFUSED_SERVER_SETTINGS: Readonly<Record<string, { rule: string; fix: string }>> = {
  PORT: {
    rule: "has no effect: the image's entrypoint always listens on 8880",
    fix: "remove it; callers use the Service's port 8880",
  },
  HOST: {
    rule: "has no effect: the image's entrypoint always listens on 0.0.0.0",
    fix: "remove it",
  },
  USE_GPU: { rule: "is decided by accelerator", fix: "set accelerator: cpu, nvidia or rocm" },
  DEVICE_TYPE: { rule: "is decided by accelerator", fix: "set accelerator: cpu, nvidia or rocm" },
  TEMP_FILE_DIR: {
    rule: "is decided by storage.mountPath, which must be writable",
    fix: "set storage.mountPath",
  },
  MODEL_DIR: { rule: "would leave the model that is baked into the image", fix: "remove it" },
  VOICES_DIR: { rule: "would leave the voices that are baked into the image", fix: "remove it" },
  MODEL_REPO_ID: { rule: "has no effect: the model is baked into the image", fix: "remove it" },
  DOWNLOAD_MODEL: {
    rule: "would fetch the model from the internet at every start; it is baked into the image",
    fix: "remove it",
  },
  WEB_CONCURRENCY: {
    rule: "would hide several servers in one pod: each loads its own model into one memory limit, and the mesh sees none of them",
    fix: "set replicas, or scaling",
  },
  UVICORN_WORKERS: {
    rule: "would hide several servers in one pod: each loads its own model into one memory limit, and the mesh sees none of them",
    fix: "set replicas, or scaling",
  },
};
