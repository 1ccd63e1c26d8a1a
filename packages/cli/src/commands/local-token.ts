/** `grantor local-token`: tokens that an operator signs for services in dual mode (resource.md §3). */

import { randomBytes, randomUUID } from 'node:crypto';
import {
  epoch,
  formatLocalToken,
  instant,
  isLocalSecret,
  localSecretLength,
  Secret,
  secondOf,
} from '@grantor/protocol';
import { readSecretFile } from '../clients/secret.ts';
import type { Command, Invocation } from '../command-line/command.ts';
import type { Ending } from '../errors/exit-code.ts';
import { wrongUsage } from '../errors/failure.ts';
import { isoTime } from '../output/time.ts';
import { splitScope } from '../server/token-answer.ts';

async function secret({ output }: Invocation): Promise<Ending> {
  const text = randomBytes(localSecretLength).toString('base64url');
  output.result(text, { secret: text });
  return 'done';
}

async function sign(invocation: Invocation): Promise<Ending> {
  const { given, world, output } = invocation;
  const user = given.text('user');
  if (user === undefined || user === '') {
    throw wrongUsage('A local token is for a user.', 'Name the id the service knows: --user ada');
  }
  const expiresIn = readDuration(given.text('expires') ?? '30d');
  const scope = given.text('scope');
  const issuedAt = secondOf(instant(world.now()));
  const token = formatLocalToken(
    {
      subject: user,
      issuedAt,
      expiresIn,
      scopes: scope === undefined ? undefined : splitScope(scope),
      audience: given.text('audience'),
      tokenId: randomUUID(),
    },
    { kind: 'secret', secret: readSigningSecret(invocation) },
  );
  output.result(token, { token, subject: user, expires_at: isoTime(epoch(issuedAt + expiresIn)) });
  return 'done';
}

function readSigningSecret({ given, world }: Invocation): Secret {
  const file = given.text('secret-file');
  const text = file === undefined ? world.environment['GRANTOR_JWT_SECRET'] : readSecretFile(file, world);
  if (text === undefined || text === '') {
    throw wrongUsage(
      'There is no secret to sign with.',
      'Set GRANTOR_JWT_SECRET, or use --secret-file FILE. A new one: grantor local-token secret',
    );
  }
  if (isLocalSecret(text)) return Secret.of(text);
  throw wrongUsage(
    `The secret has fewer than ${localSecretLength} bytes.`, // RFC 7518 §3.2
    'A good one: grantor local-token secret',
  );
}

const unitSeconds: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400, w: 604_800 };

/** Seconds of `30d`, `12h`, `90m`, or a bare number. */
function readDuration(text: string): number {
  const [, amount = '', unit = 's'] = /^(\d{1,9})([smhdw])?$/.exec(text) ?? [];
  const seconds = Number(amount) * (unitSeconds[unit] ?? 0);
  if (seconds > 0) return seconds;
  throw wrongUsage(`--expires is not a duration: ${text}`, 'For example: --expires 30d, 12h or 90m');
}

export const localTokenSecretCommand: Command = {
  name: 'local-token secret',
  does: 'make a secret for local tokens',
  about: 'Prints a new random secret of 32 bytes, for GRANTOR_JWT_SECRET of a service in dual mode.',
  positionals: [],
  options: [],
  example: { line: 'grantor local-token secret > jwt-secret.txt', shows: 'A secret that nobody else has.' },
  run: secret,
};

export const localTokenSignCommand: Command = {
  name: 'local-token sign',
  does: 'sign a token for a local user',
  about: [
    'Signs a token for a user of a service in dual mode, without any server. The secret comes from --secret-file',
    'or GRANTOR_JWT_SECRET. Without --scope the service gives the token the scopes it sets for such tokens.',
  ].join('\n'),
  positionals: [],
  options: [
    { name: 'user', value: 'ID', does: 'id of the user, as the service knows it' },
    { name: 'expires', value: 'DURATION', does: 'how long it is good: 30d (default), 12h, 90m' },
    { name: 'scope', value: 'SCOPES', does: 'scopes, separated by spaces' },
    { name: 'audience', value: 'URL', does: 'the one service it is for' },
    { name: 'secret-file', value: 'FILE', does: 'file with the secret', completes: 'file' },
  ],
  example: {
    line: 'grantor local-token sign --user ada --expires 30d --secret-file jwt-secret.txt',
    shows: 'A token with which ada can use the service for thirty days.',
  },
  run: sign,
};
