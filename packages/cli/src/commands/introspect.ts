import { type IntrospectionResponse, tokenIntrospection } from 'openid-client';
import type { Command, Invocation } from '../command-line/command.ts';
import type { Ending } from '../errors/exit-code.ts';
import { Failure } from '../errors/failure.ts';
import { notSignedIn } from '../errors/sign-in.ts';
import { formatRows } from '../output/table.ts';
import { discover } from '../server/discover.ts';
import { type Connection, protocolClient } from '../server/protocol-client.ts';
import { doingOf, protocolFailure, refusalIn } from '../server/protocol-failure.ts';
import { readGivenToken } from '../tokens/given-token.ts';
import { clean } from '../untrusted/clean.ts';
import { clientOf, type TokenPlace, tokenArguments, tokenOptions, tokenPlace } from './token-arguments.ts';

async function introspect(invocation: Invocation): Promise<Ending> {
  const given = await readGivenToken(invocation);
  const place = await tokenPlace(invocation);
  const token = given ?? place.kept?.signIn.tokens[0]?.accessToken;
  if (token === undefined) throw notSignedIn(place.address, place);
  const answer = await ask(invocation, place, token);
  invocation.output.result(describe(invocation, answer), answer);
  return 'done';
}

async function ask(invocation: Invocation, place: TokenPlace, token: string): Promise<IntrospectionResponse> {
  const { http, settings } = invocation;
  const { metadata } = await discover(place.issuer, { http, allowsHttp: settings.allowsHttp });
  if (metadata.introspection_endpoint === undefined) throw notOffered(metadata.issuer);
  const client = await clientOf(invocation, place);
  if (client === null) throw needsClient(metadata.issuer);
  const connection: Connection = { metadata, client, http };
  try {
    return await tokenIntrospection(protocolClient(connection, 'idempotent'), token);
  } catch (error) {
    const isRefused = refusalIn(error)?.technical.status === 401 && client.clientSecret === undefined;
    throw isRefused
      ? needsClient(metadata.issuer)
      : protocolFailure(error, doingOf(connection, { server: place.address }));
  }
}

function describe({ output }: Invocation, answer: IntrospectionResponse): string {
  const style = output.resultStyle;
  if (!answer.active) return `${style.red('✗')} ${style.bold('The token is not active.')}`;
  const rows = Object.entries(answer)
    .filter(([name]) => name !== 'active')
    .map(
      ([name, value]) =>
        [clean(name), clean(typeof value === 'string' ? value : JSON.stringify(value))] as const,
    );
  return `${style.green('✓')} ${style.bold('The token is active.')}\n${formatRows(rows, style)}`;
}

const notOffered = (issuer: string): Failure =>
  new Failure('failed', {
    what: `${issuer} does not tell what a token is good for.`,
    why: ['It has no introspection endpoint.'],
    remedy: ['Who a sign-in belongs to: grantor whoami'],
  });

const needsClient = (issuer: string): Failure =>
  new Failure('refused', {
    what: `${issuer} tells only clients with a secret what a token is good for.`,
    remedy: ['Name one: --client-id ID --client-secret-file FILE'],
    technical: { code: 'invalid_client' },
  });

export const introspectCommand: Command = {
  name: 'introspect',
  does: 'ask the server what a token is good for',
  about: [
    'Asks the server whether a token is active, and what for: the token on the standard input (-), in a file, or',
    'the stored one. Servers answer clients with a secret only.',
  ].join('\n'),
  positionals: tokenArguments,
  options: tokenOptions,
  example: {
    line: 'grantor introspect - --client-id my-api --client-secret-file secret.txt < token.txt',
    shows: 'Whether the token is active, its scopes, its audience and its end.',
  },
  run: introspect,
};
