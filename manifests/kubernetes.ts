/** What every Kubernetes object has. Field names are the API's. */
export interface KubernetesObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: ObjectMetadata;
  readonly [field: string]: unknown;
}

export interface ObjectMetadata {
  readonly name: string;
  readonly namespace?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly [field: string]: unknown;
}

/** An object and its place in the rendered tree. */
export interface Manifest {
  /** Its file in the app's folder of the tree, relative, POSIX: `app/deployment.yaml`. */
  readonly file: string;
  readonly object: KubernetesObject;
  /** An object of the user's own: its text is taken to the letter. */
  readonly verbatim?: boolean;
}
