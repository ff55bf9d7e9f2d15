/** As AuthorizationPolicy matches a path of `authorization.paths`: exact, or a prefix before `*`. */
export function admitsPath(pattern: string, path: string): boolean {
  return pattern.endsWith("*") ? path.startsWith(pattern.slice(0, -1)) : pattern === path;
}
