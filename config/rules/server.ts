import { CHUNK_TOKENS } from "../../speech/figures";
import { admitsPath } from "../authorization";
import { refusalOf } from "../schema/refused";
import { serverSection } from "../schema/sections/server";
import type { Settings } from "../schema/settings";
import type { Rule } from "./rule";
import { errorIf, warningIf, withoutEffect } from "./say";

/** Upstream's defaults. */
const MIN_TOKENS = 175;
const ABSOLUTE_TOKENS = 450;

const corsNamesOrigins: Rule = ({ server }) =>
  errorIf(server.CORS_ENABLED && server.CORS_ORIGINS === undefined, {
    key: "server.CORS_ENABLED",
    value: true,
    rule: "lets every web page call the server, because CORS_ORIGINS is empty",
    fix: "write for example\n  CORS_ORIGINS:\n    - https://speech.example.com",
  });

const originsNeedCors: Rule = ({ server }) =>
  server.CORS_ENABLED
    ? undefined
    : withoutEffect(
        server,
        "server",
        ["CORS_ORIGINS"],
        "server.CORS_ENABLED is false",
        "set CORS_ENABLED: true, or remove it",
      );

const originsAreNarrow: Rule = ({ server }) =>
  warningIf(server.CORS_ORIGINS?.includes("*") === true, {
    key: "server.CORS_ORIGINS",
    value: "*",
    rule: "lets every web page that a user opens call the server through the user's browser",
    fix: "name the origins: write for example https://speech.example.com",
  });

const chunksAreInOrder: Rule = ({ server }) => {
  const least = server.TARGET_MIN_TOKENS ?? MIN_TOKENS;
  const most = server.TARGET_MAX_TOKENS ?? CHUNK_TOKENS;
  const ceiling = server.ABSOLUTE_MAX_TOKENS ?? ABSOLUTE_TOKENS;
  return errorIf(least > most || most > ceiling, {
    key: "server.TARGET_MAX_TOKENS",
    value: most,
    rule: `must be between TARGET_MIN_TOKENS (${least}) and ABSOLUTE_MAX_TOKENS (${ceiling})`,
    fix: "set all three; upstream's defaults are 175, 250 and 450",
  });
};

const voicesAreReadOnly: Rule = ({ server }) =>
  errorIf(server.ALLOW_LOCAL_VOICE_SAVING, {
    key: "server.ALLOW_LOCAL_VOICE_SAVING",
    value: true,
    rule: "cannot work: voices are saved in the image's own folder, and its file system is read-only",
    fix: "remove it; callers can mix voices in the request, for example af_bella(2)+af_sky(1)",
  });

/** What these keys serve, and what opens it in authorization.paths; by default nothing does. */
const ROUTES = {
  ENABLE_WEB_PLAYER: { path: "/web/", pattern: "/web/*" },
  ENABLE_DEBUG_ENDPOINTS: { path: "/debug/", pattern: "/debug/*" },
  ALLOW_DEV_UNLOAD: { path: "/dev/unload", pattern: "/dev/unload" },
} as const;

type Route = keyof typeof ROUTES;

/** The waypoint holds the list of paths; without it every path is open. */
function isOpen(name: Route, { authorization, mesh }: Settings): boolean {
  const { enabled, paths } = authorization;
  const { path } = ROUTES[name];
  const opens = (pattern: string) => admitsPath(pattern, path) || pattern.startsWith(path);
  return !enabled || !mesh.waypoint.enabled || paths.some(opens);
}

const routesNeedPaths: Rule = (settings) =>
  (Object.keys(ROUTES) as Route[])
    .filter((name) => settings.server[name] && !isOpen(name, settings))
    .map((name) => ({
      severity: "warning" as const,
      key: `server.${name}`,
      value: true,
      rule: `opens ${ROUTES[name].pattern} to kubectl port-forward alone: authorization.paths does not admit it, so callers get 403`,
      fix: `add ${ROUTES[name].pattern} to authorization.paths, or remove it`,
    }));

const operatorRoutesStayInside: Rule = (settings) => {
  const { server, ingress } = settings;
  if (ingress.kind === "none") return undefined;
  const open = (["ENABLE_DEBUG_ENDPOINTS", "ALLOW_DEV_UNLOAD"] as const).filter(
    (name) => server[name] && isOpen(name, settings),
  );
  return open.map((name) => ({
    severity: "error" as const,
    key: `server.${name}`,
    value: true,
    rule: `opens ${ROUTES[name].pattern} to everyone who gets through the ingress: the server has no authentication`,
    fix: `remove it, or keep ${ROUTES[name].pattern} out of authorization.paths at a waypoint and use kubectl port-forward`,
  }));
};

const logsKeepTexts: Rule = ({ server }) =>
  warningIf(server.API_LOG_LEVEL === "DEBUG" || server.API_LOG_LEVEL === "TRACE", {
    key: "server.API_LOG_LEVEL",
    value: server.API_LOG_LEVEL,
    rule: "writes the text of every request to the log",
    fix: "set INFO",
  });

const playerPathNeedsPlayer: Rule = ({ server }) =>
  server.ENABLE_WEB_PLAYER
    ? undefined
    : withoutEffect(
        server,
        "server",
        ["WEB_PLAYER_PATH"],
        "server.ENABLE_WEB_PLAYER is false",
        "set ENABLE_WEB_PLAYER: true, or remove it",
      );

const depthNeedsSsml: Rule = ({ server }) =>
  server.ENABLE_SSML === false
    ? withoutEffect(server, "server", ["SSML_MAX_DEPTH"], "server.ENABLE_SSML is false", "remove one of them")
    : undefined;

const SERVER_SETTINGS = new Set(Object.keys(serverSection.shape));

/** The server reads its settings from variables of any case, so one place must decide. */
const settingsHaveOnePlace: Rule = ({ env }) =>
  Object.keys(env).flatMap((name) => {
    const refusal = refusalOf(serverSection, name);
    if (refusal) return [{ severity: "error" as const, key: `env.${name}`, ...refusal }];
    if (!SERVER_SETTINGS.has(name.toUpperCase())) return [];
    return [
      {
        severity: "error" as const,
        key: `env.${name}`,
        rule: "is a setting of the server; only settings under server are checked and rolled out",
        fix: `move it to server.${name.toUpperCase()}`,
      },
    ];
  });

const probesAreCounted: Rule = ({ env }) =>
  warningIf(env.UVICORN_LIMIT_CONCURRENCY !== undefined, {
    key: "env.UVICORN_LIMIT_CONCURRENCY",
    value: env.UVICORN_LIMIT_CONCURRENCY,
    rule: "also counts the kubelet's probes and idle connections: under load the probes get 503, and the server is restarted and loses its requests",
    fix: "remove it; admission.maxRequestsPerReplica limits the requests at the waypoint",
  });

export const serverRules: readonly Rule[] = [
  corsNamesOrigins,
  originsNeedCors,
  originsAreNarrow,
  chunksAreInOrder,
  voicesAreReadOnly,
  routesNeedPaths,
  operatorRoutesStayInside,
  logsKeepTexts,
  playerPathNeedsPlayer,
  depthNeedsSsml,
  settingsHaveOnePlace,
  probesAreCounted,
];
