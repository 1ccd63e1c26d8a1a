import { createHash } from 'node:crypto';
import { Agent, request } from 'node:https';
import type { HeldCertificate } from '../setup/certificates.ts';
import { type Answer, parseObject, type Sending } from './answer.ts';

// Requests over connections on which a client shows its certificate: RFC 8705 §2.1, §2.2.

/** RFC 8705 §3.1 */
export const thumbprintOf = ({ der }: HeldCertificate): string =>
  createHash('sha256').update(der).digest('base64url');

/** As `send`, over a connection of its own on which the certificate is shown; null: on which none is. */
export function sendShowing(
  shown: HeldCertificate | null,
  url: string,
  { method = 'GET', headers = {}, body }: Sending = {},
): Promise<Answer> {
  const own = shown === null ? {} : { cert: shown.certificate, key: shown.privateKey };
  const agent = new Agent({ ...own, keepAlive: false });
  return new Promise((resolve, reject) => {
    const sent = request(url, { agent, method, headers: { ...headers } });
    sent.once('error', reject);
    sent.once('response', async (answer) => {
      let text = '';
      for await (const chunk of answer) text += String(chunk);
      const received = new Headers();
      for (const [name, value] of Object.entries(answer.headers)) received.set(name, String(value));
      resolve({ status: answer.statusCode ?? 0, headers: received, text, json: parseObject(text) });
    });
    sent.end(typeof body === 'string' ? body : undefined);
  });
}
