/** Whether what a token hangs on is still there, and how far it goes today (protocol.md IN-6, advanced.md JWB-1, TEX-2). */

import type { ClientId } from '@grantor/protocol';
import type { ExchangeRule } from '../model/exchange-rule.ts';
import type { TrustedIssuer } from '../model/trusted-issuer.ts';
import type { Voucher } from '../model/voucher.ts';
import type { Store } from '../ports/ports.ts';

export type Vouched = {
  readonly vouchedBy: readonly Voucher[];
  readonly clientId: ClientId;
  readonly scope: readonly string[];
  readonly resources: readonly string[];
};

/** What is left of it; null: a record or a rule is gone, is for others, or gives nothing of it any more. */
export async function vouchedLeft<Token extends Vouched>(store: Store, token: Token): Promise<Token | null> {
  if (token.vouchedBy.length === 0) return token;
  const known = { issuers: await store.listTrustedIssuers(), rules: await store.listExchangeRules() };
  const found = recordsOf(token.vouchedBy, known);
  if (found === null || !(await areServed(store, token, found))) return null;
  const { issuers, rules } = found;
  const places = placesOf(found);
  const scope = token.scope.filter((name) =>
    [...issuers, ...rules].every(({ scopes }) => scopes?.includes(name) ?? true),
  );
  const resources = token.resources.filter((uri) => places.every((allowed) => allowed.includes(uri)));
  const isNothing = scope.length === 0 || resources.length < token.resources.length;
  return isNothing ? null : { ...token, scope };
}

type Records = { readonly issuers: readonly TrustedIssuer[]; readonly rules: readonly ExchangeRule[] };

/** In their order; null: one of them is gone. */
function recordsOf(vouchedBy: readonly Voucher[], known: Records): Records | null {
  const issuers: TrustedIssuer[] = [];
  const rules: ExchangeRule[] = [];
  for (const voucher of vouchedBy) {
    const at = voucher.indexOf(':');
    const [kind, id] = [voucher.slice(0, at), voucher.slice(at + 1)];
    const issuer = known.issuers.find((each) => each.id === id);
    const rule = known.rules.find((each) => each.id === id);
    if ((kind === 'rule' ? rule : issuer) === undefined) return null;
    if (kind === 'rule' && rule !== undefined) rules.push(rule);
    if (kind === 'issuer' && issuer !== undefined) issuers.push(issuer);
  }
  return { issuers, rules };
}

/** The last rule is of the client that has the token; those of others are good while these are served. */
async function areServed(store: Store, { clientId }: Vouched, { issuers, rules }: Records): Promise<boolean> {
  const last = rules.at(-1);
  if (last !== undefined && last.client !== clientId) return false;
  const clients = [...new Set([clientId, ...rules.map(({ client }) => client)])];
  if (
    !issuers.every((issuer) => issuer.clients === null || issuer.clients.some((id) => clients.includes(id)))
  )
    return false;
  const found = await Promise.all(clients.map((id) => store.findClient(id)));
  return found.every((client) => client?.status === 'active');
}

/** Where the last step may lead: an earlier one said where the token could be used that was given for this one. */
const placesOf = ({ issuers, rules }: Records): readonly (readonly string[])[] => [
  ...rules.slice(-1).map(({ audiences }) => audiences),
  ...(rules.length > 1 ? [] : issuers.flatMap(({ resources }) => (resources === null ? [] : [resources]))),
];
