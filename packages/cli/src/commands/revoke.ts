import { tokenRevocation } from 'openid-client';
import type { Command, Invocation } from '../command-line/command.ts';
import type { Ending } from '../errors/exit-code.ts';
import { Failure, wrongUsage } from '../errors/failure.ts';
import { notSignedIn } from '../errors/sign-in.ts';
import { discover } from '../server/discover.ts';
import { type Connection, protocolClient } from '../server/protocol-client.ts';
import { doingOf, protocolFailure } from '../server/protocol-failure.ts';
import { readGivenToken } from '../tokens/given-token.ts';
import { clientOf, type TokenPlace, tokenArguments, tokenOptions, tokenPlace } from './token-arguments.ts';

async function revoke(invocation: Invocation): Promise<Ending> {
  const given = await readGivenToken(invocation);
  const place = await tokenPlace(invocation);
  const token = given ?? place.kept?.signIn.tokens[0]?.accessToken;
  if (token === undefined) throw notSignedIn(place.address, place);
  await takeBack(invocation, place, token);
  await dropFromStore(place, token);
  invocation.output.result(`The token is taken back at ${place.issuer}.`, {
    revoked: true,
    issuer: place.issuer,
  });
  return 'done';
}

async function takeBack(invocation: Invocation, place: TokenPlace, token: string): Promise<void> {
  const { http, settings } = invocation;
  const { metadata } = await discover(place.issuer, { http, allowsHttp: settings.allowsHttp });
  if (metadata.revocation_endpoint === undefined) throw notOffered(metadata.issuer);
  const client = await clientOf(invocation, place);
  if (client === null) throw needsClient(); // RFC 7009 §2.1
  const connection: Connection = { metadata, client, http };
  try {
    await tokenRevocation(protocolClient(connection, 'idempotent'), token);
  } catch (error) {
    throw protocolFailure(error, doingOf(connection, { server: place.address }));
  }
}

/** A token that is no more is not printed again. */
async function dropFromStore({ keeper, kept }: TokenPlace, token: string): Promise<void> {
  if (kept === null || !kept.signIn.tokens.some(({ accessToken }) => accessToken === token)) return;
  await keeper.locked(async (held) => {
    if (held.kept === null) return;
    const { signIn } = held.kept;
    await held.save({ ...signIn, tokens: signIn.tokens.filter(({ accessToken }) => accessToken !== token) });
  });
}

const needsClient = (): Failure =>
  wrongUsage('Only its own client may take a token back.', 'Name the client: --client-id ID');

const notOffered = (issuer: string): Failure =>
  new Failure('failed', {
    what: `${issuer} takes no tokens back.`,
    why: ['It has no revocation endpoint.'],
    remedy: ['The token ends by itself. What is stored here is forgotten with: grantor logout'],
  });

export const revokeCommand: Command = {
  name: 'revoke',
  does: 'take a token back at the server',
  about: [
    'Takes a token back, so that nobody can use it any more: the token on the standard input (-), in a file, or',
    'the stored access token. To end a whole sign-in: grantor logout',
  ].join('\n'),
  positionals: tokenArguments,
  options: tokenOptions,
  example: {
    line: 'grantor revoke --token-file leaked.txt',
    shows: 'The token in the file is worthless from now on.',
  },
  run: revoke,
};
