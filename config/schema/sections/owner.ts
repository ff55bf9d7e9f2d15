import * as z from "zod/mini";
import { dnsSubdomain, doc, kindName, labelKey, labels } from "../primitives";
import { say } from "../say";

/** Labels and annotations that the owner adds to what is deployed. Our own take no part in this: rules/owner.ts. */

const TEXT = say("must be a string", 'write it in quotes: "true"');

/** Keys are as those of labels; values are any text. Source: Kubernetes, "Annotations". */
const annotations = () => z.record(labelKey(), z.string(TEXT));

const PATCH = say(
  "must be a mapping with the fields to change",
  "write patch: {spec: {template: {spec: {dnsPolicy: Default}}}}",
);

const patch = z.strictObject({
  kind: doc(kindName(), "Kind of the object, for example Deployment."),
  name: doc(z.optional(dnsSubdomain()), "Name of the object. Default: every object of the kind."),
  patch: doc(
    z.record(z.string(), z.unknown(), PATCH),
    "Fields to change, merged as kubectl and kustomize do it: null removes a field, containers, env and volumes merge by name.",
  ),
});

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
  patches: doc(
    z._default(z.array(patch), []),
    "Strategic merge patches of the app's objects, for what no key says. They apply to the cluster and to the tree alike.",
  ),
  podAnnotations: doc(
    z._default(annotations(), {}),
    "Annotations of the server's pods, in addition to ours.",
  ),
};
