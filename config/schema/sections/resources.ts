import * as z from "zod/mini";
import { byteQuantity, cpuQuantity, doc } from "../primitives";

export const resourcesSection = z.strictObject({
  requests: z.prefault(
    z.strictObject({
      cpu: doc(z._default(cpuQuantity(), "500m"), "CPU request."),
      memory: doc(z._default(byteQuantity(), "1Gi"), "Memory request."),
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
