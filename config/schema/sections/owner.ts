import * as z from "zod/mini";
import { doc, labelKey, labels } from "../primitives";
import { say } from "../say";

/** Labels and annotations that the owner adds to what is deployed. Our own take no part in this: rules/owner.ts. */

const TEXT = say("must be a string", 'write it in quotes: "true"');

/** Keys are as those of labels; values are any text. Source: Kubernetes, "Annotations". */
const annotations = () => z.record(labelKey(), z.string(TEXT));

export const ownerSettings = {
  labels: doc(
    z._default(labels(), {}),
    "Labels of every object of the app, in addition to ours. For pods see podLabels, for the namespace namespace.labels.",
  ),
  annotations: doc(
    z._default(annotations(), {}),
    'Annotations of every object of the app, in addition to ours. For example reloader.stakater.com/auto: "true".',
  ),
  podLabels: doc(z._default(labels(), {}), "Labels of the server's pods, in addition to ours."),
  podAnnotations: doc(
    z._default(annotations(), {}),
    "Annotations of the server's pods, in addition to ours.",
  ),
};
