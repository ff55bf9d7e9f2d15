import * as z from "zod/mini";
import { byteQuantity, cpuQuantity, doc } from "../primitives";

export const resourcesSection = z.strictObject({
  requests: z.prefault(
    z.strictObject({
      cpu: doc(z._default(cpuQuantity(), "500m"), "CPU that the scheduler reserves."),
      memory: doc(z._default(byteQuantity(), "1Gi"), "Memory that the scheduler reserves."),
    }),
    {},
  ),
  limits: z.prefault(
    z.strictObject({
      cpu: doc(z._default(cpuQuantity(), "2000m"), "CPU limit; the inference threads are capped to it."),
      memory: doc(z._default(byteQuantity(), "4Gi"), "Memory limit; above it the kernel kills the server."),
    }),
    {},
  ),
});
