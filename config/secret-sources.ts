/** The keys whose values are secrets: never repeated in a message, never in the tree in clear. */
export const SECRET_SECTIONS = ["secretEnv", "registries"] as const;

/** Whether a key of the configuration may hold a secret value: what stands there is encrypted in a tree. */
export function isSecretKey(key: string): boolean {
  return /^(secretEnv\.|registries\..+\.password($|\.))/.test(key);
}

/** A place in the configuration that says where a secret comes from. */
export interface SecretSource<Source> {
  /** `secretEnv.API_KEY`, `registries.ghcr.io.password` */
  readonly key: string;
  /** The same as `pulumi config set --path` takes it: `registries["ghcr.io"].password` */
  readonly path: string;
  /** A name for an environment variable that could hold it. */
  readonly variable: string;
  readonly source: Source;
}

/** Every source of a secret in parsed settings, or in a configuration as it was read. */
export function secretSources<Source>(config: {
  readonly secretEnv?: Readonly<Record<string, Source>>;
  readonly registries?: Readonly<Record<string, { readonly password: Source }>>;
}): SecretSource<Source>[] {
  const variables = Object.entries(config.secretEnv ?? {}).map(([name, source]) => {
    const key = `secretEnv.${name}`;
    return { key, path: key, variable: name, source };
  });
  const passwords = Object.entries(config.registries ?? {}).map(([host, { password: source }]) => ({
    key: `registries.${host}.password`,
    path: `registries["${host}"].password`,
    variable: passwordVariable(host),
    source,
  }));
  return [...variables, ...passwords];
}

/** `harbor.lan:5000` -> `HARBOR_LAN_5000_PASSWORD` */
export function passwordVariable(host: string): string {
  return `${host.toUpperCase().replace(/[^A-Z0-9]+/g, "_")}_PASSWORD`;
}
