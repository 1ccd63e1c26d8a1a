/** Looks at the certificate a server shows, without asking it for anything. */

import { connect } from 'node:tls';

export type ServerCertificate = {
  /** Why this machine does not trust it, in the words of OpenSSL (`CERT_HAS_EXPIRED`); null when it does. */
  readonly problem: string | null;
  /** Milliseconds since 1970. */
  readonly expiresAt: number;
};

/** The certificate of an https address. Rejects when nobody answers, or not by TLS. */
export function readCertificate(url: URL, timeoutMilliseconds: number): Promise<ServerCertificate> {
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1');
  const isName = !/^[\d.]+$|:/.test(host);
  return new Promise((resolve, reject) => {
    const socket = connect({
      host,
      port: Number(url.port || 443),
      ...(isName ? { servername: host } : {}),
      rejectUnauthorized: false, // nothing is sent; what is wrong with it is the question
    });
    socket.setTimeout(timeoutMilliseconds, () => socket.destroy(new Error('timeout')));
    socket.once('error', reject);
    socket.once('secureConnect', () => {
      const { authorizationError } = socket;
      resolve({
        problem: authorizationError == null ? null : codeOf(authorizationError),
        expiresAt: Date.parse(socket.getPeerCertificate().valid_to),
      });
      socket.end();
    });
  });
}

/** Documented as an error, and a code in fact. */
const codeOf = (problem: Error | string): string =>
  typeof problem === 'string' ? problem : 'code' in problem ? String(problem.code) : problem.message;
