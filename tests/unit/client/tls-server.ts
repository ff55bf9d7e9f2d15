import net from "node:net";
import tls from "node:tls";
import { generate } from "selfsigned";
import { listen } from "./raw-servers";

/** A certificate that signs itself, with its key, in PEM. */
export interface Certificate {
  readonly cert: string;
  readonly key: string;
}

export interface CertificateOptions {
  /** @default 127.0.0.1 */
  readonly host?: string;
  readonly from?: Date;
  readonly until?: Date;
}

/** Makes a certificate now: none in the repository can expire, and no key has to be kept there. */
export async function certificate(options: CertificateOptions = {}): Promise<Certificate> {
  const { host = "127.0.0.1", from, until } = options;
  const isAddress = net.isIP(host) !== 0;
  // Each its own name: OpenSSL takes certificates of one name for one CA.
  const made = await generate([{ name: "commonName", value: `test of ${host}` }], {
    keyType: "ec",
    extensions: [
      {
        name: "subjectAltName",
        altNames: [isAddress ? { type: 7, ip: host } : { type: 2, value: host }],
      },
    ],
    ...(from && { notBeforeDate: from }),
    ...(until && { notAfterDate: until }),
  });
  return { cert: made.cert, key: made.private };
}

/** TLS in front of a server that has none. @returns its https address */
export async function tlsFront(behind: string, { cert, key }: Certificate): Promise<string> {
  const { port, hostname } = new URL(behind);
  const front = tls.createServer({ cert, key }, (socket) => {
    const inner = net.connect(Number(port), hostname);
    socket.pipe(inner).pipe(socket);
    socket.on("error", () => inner.destroy());
    inner.on("error", () => socket.destroy());
    socket.on("close", () => inner.destroy());
  });
  return (await listen(front)).replace("http:", "https:");
}

/** A server that answers every connection with the bytes that OpenSSL sends to a request in plain text. */
export async function alertingServer(): Promise<string> {
  const server = net.createServer((socket) => {
    socket.on("error", () => socket.destroy());
    socket.once("data", () => socket.end(Buffer.from([0x15, 0x03, 0x01, 0x00, 0x02, 0x02, 0x46])));
  });
  return listen(server);
}
