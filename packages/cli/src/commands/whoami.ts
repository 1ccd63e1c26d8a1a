import type { Command, Invocation } from '../command-line/command.ts';
import { serverArgument } from '../command-line/options.ts';
import type { Ending } from '../errors/exit-code.ts';
import { formatRows } from '../output/table.ts';
import { formatExpiry, isoTime } from '../output/time.ts';
import { discover } from '../server/discover.ts';
import { relatedServers, wholeGrant } from '../store/sign-ins.ts';
import { type Account, describeAccount, findAccount } from '../tokens/account.ts';
import { type Obtained, obtainToken } from '../tokens/obtain.ts';
import { findPlace, keeperAt } from '../tokens/place.ts';

async function whoami(invocation: Invocation): Promise<Ending> {
  const { http, settings } = invocation;
  const place = await findPlace(invocation);
  const keeper = keeperAt(place, invocation);
  const others = relatedServers(place.document, place);
  const need = { address: place.address, keeper, key: wholeGrant, minTtl: 0, others };
  const obtained = await obtainToken(invocation, need);
  const { signIn, token } = obtained;
  const { metadata } = await discover(signIn.issuer, { http, allowsHttp: settings.allowsHttp });
  const connection = { metadata, client: { clientId: signIn.clientId }, http };
  const account = await findAccount(connection, {
    accessToken: token.accessToken,
    ...(signIn.subject === undefined ? {} : { subject: signIn.subject }),
  });
  show(invocation, { ...obtained, account, place: keeper.place });
  return 'done';
}

type Found = Obtained & { readonly account: Account; readonly place: string };

function show({ output, world }: Invocation, { signIn, token, account, place }: Found): void {
  const style = output.resultStyle;
  const scopes = signIn.grantedScopes.length > 0 ? signIn.grantedScopes : token.grantedScopes;
  const rows = formatRows(
    [
      ['Account id', account.subject],
      ['Server', signIn.issuer],
      ['For', signIn.resources.join(', ')],
      ['Scopes', scopes.join(' ')],
      ['Client', signIn.clientId],
      ['Valid until', formatExpiry(token.expiresAt, world.now())],
      ['Kept in', place],
    ],
    style,
  );
  output.result(`${style.bold(describeAccount(account))}\n${rows}`, {
    subject: account.subject ?? null,
    name: account.name ?? null,
    username: account.username ?? null,
    email: account.email ?? null,
    source: account.source,
    issuer: signIn.issuer,
    resources: signIn.resources,
    scopes,
    client_id: signIn.clientId,
    expires_at: isoTime(token.expiresAt),
    kept_in: place,
  });
}

export const whoamiCommand: Command = {
  name: 'whoami',
  does: 'show who is signed in, and for what',
  about:
    'Shows the account of a sign-in, its scopes, what it is for, its client and how long its token is good.',
  positionals: [serverArgument],
  options: [],
  example: { line: 'grantor whoami', shows: 'The account at the server that was used last.' },
  run: whoami,
};
