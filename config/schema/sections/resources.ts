import * as z from "zod/mini";
import { byteQuantity, cpuQuantity, doc } from "../primitives";

export const resourcesSection = z.strictObject({
  requests: z.prefault(
    z.strictObject({
      cpu: doc(z._default(cpuQuantity(), "500m"), "CPU request."),
      memory: doc(
        z._default(byteQuantity(), "1Gi"),
        "Memory request. A server on CPU was measured at 1.6 GiB when idle and 2.1 GiB under load.",
      ),
    }),
    {},
  ),
  limits: z.prefault(
    z.strictObject({
      cpu: doc(
        z._default(cpuQuantity(), "2000m"),
        "CPU limit. The number of inference threads follows from it.",
      ),
      memory: doc(
        z._default(byteQuantity(), "4Gi"),
        "Memory limit. A server that exceeds it is killed (OOM).",
      ),
    }),
    {},
  ),
});
