const TRUST = "set NODE_EXTRA_CA_CERTS to a PEM file with";

/** Codes of OpenSSL and Node: what is wrong, and what to do. */
const CODES: Readonly<Record<string, string>> = {
  DEPTH_ZERO_SELF_SIGNED_CERT: `the certificate is self-signed; if you trust it, ${TRUST} it`,
  SELF_SIGNED_CERT_IN_CHAIN: `the certificate's CA is unknown; if you trust it, ${TRUST} the CA's certificate`,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: `the certificate's CA is unknown; if you trust it, ${TRUST} the CA's certificate`,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: `the certificate's CA is unknown; if you trust it, ${TRUST} the CA's certificate`,
  CERT_HAS_EXPIRED: "the certificate has expired; renew it on the server, or set this machine's clock",
  CERT_NOT_YET_VALID: "the certificate is not valid yet; set the clock of the server or of this machine",
  ERR_SSL_WRONG_VERSION_NUMBER: "the server does not speak TLS; write http:// instead of https://",
  // What newer versions of OpenSSL say to a server that answers in plain text.
  ERR_SSL_PACKET_LENGTH_TOO_LONG: "the server does not speak TLS; write http:// instead of https://",
};

/** An alert or a handshake of TLS, where undici expected an HTTP answer. */
const TLS_RECORDS = ["\u0015\u0003", "\u0016\u0003"];

/** The names that a certificate is for, as Node gives them: `DNS:a.example, IP Address:192.0.2.1`. */
function namesOf(error: Error): string {
  const cert: unknown = "cert" in error ? error.cert : undefined;
  const known = typeof cert === "object" && cert !== null && "subjectaltname" in cert;
  return known ? ` (it is for ${String(cert.subjectaltname).replaceAll(/DNS:|IP Address:/g, "")})` : "";
}

/** What went wrong with TLS, and what to do; undefined where it was something else. */
export function tlsTrouble(error: Error, code: string): string | undefined {
  if (code === "ERR_TLS_CERT_ALTNAME_INVALID") {
    return `the certificate is for another host name${namesOf(error)}; write its name in --url, or renew it for this one`;
  }
  const data = "data" in error ? String(error.data) : "";
  if (TLS_RECORDS.some((record) => data.startsWith(record))) {
    return "the server speaks TLS; write https:// instead of http://";
  }
  const known = CODES[code];
  if (known !== undefined) return known;
  const isTls = /^(ERR_SSL_|ERR_TLS_|CERT_|UNABLE_TO_)/.test(code);
  const reason = "reason" in error && typeof error.reason === "string" ? error.reason : error.message;
  return isTls ? `TLS failed: ${reason}` : undefined;
}
