import type { Settings } from "./schema/settings";

const DOCKER_HUB = "docker.io";

/** The registry that an image comes from. Source: the image references of containerd and Docker. */
export function registryOf(image: string): string {
  const [host = "", ...path] = image.split("/");
  const isHost = path.length > 0 && (/[.:]/.test(host) || host === "localhost");
  if (!isHost) return DOCKER_HUB;
  return /^(index|registry-1)\.docker\.io$/.test(host) ? DOCKER_HUB : host;
}

/** The registries of all images that the pods run, the server's first, each once. */
export function registriesInUse({ image, mesh, smoke, batch }: Settings): string[] {
  const others = [
    mesh.canary?.image.repository,
    smoke.enabled ? smoke.image : undefined,
    batch.enabled ? batch.image : undefined,
  ];
  const images = [image.repository, ...others.filter((other) => other !== undefined)];
  return [...new Set(images.map(registryOf))];
}
