import { type ErrorCode, wireName } from './errors.ts';

/** The realm of every challenge this server sends. */
export const realm = 'grantor';

/**
 * One `WWW-Authenticate` challenge with quoted values (RFC 9110 §11.6.1). Quotes and backslashes are
 * escaped; what may not stand in a header becomes `?`.
 */
export function challenge(scheme: string, parameters: Iterable<readonly [string, string]>): string {
  const listed = [...parameters].map(([name, value]) => `${name}="${quote(value)}"`).join(', ');
  return listed === '' ? scheme : `${scheme} ${listed}`;
}

const quote = (value: string): string =>
  value.replaceAll(/[^\x20-\x7e]/g, '?').replaceAll(/["\\]/g, (character) => `\\${character}`);

/** The challenge of every refused client (RFC 7617 §2, protocol.md CA-4). */
export const basicChallenge = (): string =>
  challenge('Basic', [
    ['realm', realm],
    ['charset', 'UTF-8'],
  ]);

/** The challenge of a protected endpoint; without `error` where no token was sent (RFC 6750 §3, §3.1). */
export function bearerChallenge(options: {
  error?: ErrorCode;
  description?: string;
  scope?: string;
}): string {
  const parameters: [string, string][] = [['realm', realm]];
  if (options.error !== undefined) parameters.push(['error', wireName(options.error)]);
  if (options.description !== undefined) parameters.push(['error_description', options.description]);
  if (options.scope !== undefined) parameters.push(['scope', options.scope]);
  return challenge('Bearer', parameters);
}
