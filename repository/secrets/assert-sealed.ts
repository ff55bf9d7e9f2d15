import { isDeepStrictEqual } from "node:util";
import { isEncrypted } from "../../common/ciphertext";
import { isMapping } from "../../common/is-mapping";
import { inputError } from "../../common/problem";
import type { KubernetesObject } from "../../manifests/kubernetes";
import { skeletonOf } from "./existing";

/**
 * The last look before ciphertext becomes a file: a rule or a version of sops may do what we did not expect.
 * @throws InputError where more or less than the values is encrypted
 */
export function assertSealed(
  clear: KubernetesObject & { stringData: object },
  sealed: Record<string, unknown>,
  section: string,
): void {
  const values = isMapping(sealed.stringData) ? sealed.stringData : {};
  const isSealed =
    isDeepStrictEqual(Object.keys(values), Object.keys(clear.stringData)) &&
    Object.values(values).every(isEncrypted);
  if (isSealed && skeletonOf(clear) === skeletonOf(sealed)) return;
  throw inputError({
    key: "sops",
    rule: `did not encrypt exactly the values of ${section}`,
    fix: "check that `sops --version` is 3.9 or later, and that `sops` on the PATH is the program itself",
  });
}
