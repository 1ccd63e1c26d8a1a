/** What a person reads after signing in. */

import type { Invocation } from '../command-line/command.ts';
import type { Style } from '../output/style.ts';
import { formatRows } from '../output/table.ts';
import { formatExpiry, isoTime } from '../output/time.ts';
import type { Account } from '../tokens/account.ts';

export type Summary = {
  readonly state: 'signed_in' | 'already_signed_in';
  readonly server: string;
  readonly issuer: string;
  readonly clientId: string;
  readonly account: Account;
  /** Null when nobody says who it is. */
  readonly accountLine: string | null;
  readonly resources: readonly string[];
  readonly grantedScopes: readonly string[];
  readonly refusedScopes: readonly string[];
  readonly expiresAt: number | undefined;
  readonly renewal: 'by_itself' | 'none';
  /** Null when the tokens could not be kept. */
  readonly place: string | null;
  /** To be shown once, as nothing else keeps it; null otherwise. */
  readonly accessToken: string | null;
};

/** The result of `login`; a token that nothing keeps is the result itself, and the rest is said beside it. */
export function showSummary({ output, world }: Invocation, summary: Summary): void {
  if (summary.accessToken === null || output.isJson) {
    output.result(describeSummary(summary, output.resultStyle, world.now()), summaryJson(summary));
    return;
  }
  output.tell(describeSummary(summary, output.style, world.now()));
  output.tell('This is the access token. It is shown once:');
  output.result(summary.accessToken, null);
}

function describeSummary(summary: Summary, style: Style, now: number): string {
  const { server, issuer, accountLine, renewal } = summary;
  const verb = summary.state === 'signed_in' ? 'Signed in' : 'You are signed in';
  const who = accountLine === null ? '' : ` as ${accountLine}`;
  const expiry = formatExpiry(summary.expiresAt, now);
  const rows = formatRows(
    [
      ['Signed in at', server === issuer ? undefined : issuer],
      ['For', summary.resources.filter((resource) => resource !== server).join(', ')],
      ['Scopes', summary.grantedScopes.join(' ')],
      ['Refused', summary.refusedScopes.join(' ')],
      ['Valid until', renewal === 'by_itself' ? `${expiry}, then renewed by itself` : expiry],
      ['Kept in', summary.place ?? 'nowhere'],
    ],
    style,
  );
  return `${style.green('✓')} ${style.bold(`${verb} to ${server}${who}.`)}\n${rows}`;
}

const summaryJson = (summary: Summary): unknown => ({
  state: summary.state,
  server: summary.server,
  issuer: summary.issuer,
  client_id: summary.clientId,
  account: {
    subject: summary.account.subject ?? null,
    name: summary.account.name ?? null,
    email: summary.account.email ?? null,
  },
  resources: summary.resources,
  scopes: summary.grantedScopes,
  refused_scopes: summary.refusedScopes,
  expires_at: isoTime(summary.expiresAt),
  renewed_by_itself: summary.renewal === 'by_itself',
  kept_in: summary.place,
  ...(summary.accessToken === null ? {} : { access_token: summary.accessToken }),
});
