/** Secrets of clients: two at most at a time, each shown once; what is stored opens nothing (product.md C-2). */

import { type Client, type ClientSecret, holdsSecret, signsWithSecret } from '@grantor/engine';
import { after, type Epoch, epoch, secondOf, sha256 } from '@grantor/protocol';
import { withSealed } from '../keys/shared-secrets.ts';
import { rewriteClient } from '../store/clients.ts';
import type { Actor } from './change.ts';
import { type ClientPorts, changeClient, clientEvent, type Gone, type Held } from './held-client.ts';

/** The value is nowhere else: whoever asked is told once. */
export type NewSecret = { readonly value: string; readonly kept: ClientSecret };

type Terms = { readonly label?: string; readonly createdAt: Epoch; readonly expiresAt: Epoch | null };

/** 256 bits (clients.md §1), of which the hash is kept, and what can be read again only where the method needs it. */
export function newSecret(
  { random, sealer }: Pick<ClientPorts, 'random' | 'sealer'>,
  client: Pick<Client, 'authMethod'>,
  { label, createdAt, expiresAt }: Terms,
): NewSecret {
  const value = random.token(32);
  const named = label === undefined ? {} : { label };
  const kept = { hash: sha256(value), expiresAt, ...named, lastFour: value.slice(-4), createdAt };
  return { value, kept: signsWithSecret(client) ? withSealed(kept, value, sealer) : kept };
}

/** Of what is there, what the client as it becomes can use: to be read again where it has to be, else never (advanced.md CAU-6). */
export const usableSecrets = (becomes: Pick<Client, 'authMethod' | 'secrets'>): readonly ClientSecret[] => {
  if (!holdsSecret(becomes)) return [];
  if (signsWithSecret(becomes)) return becomes.secrets.filter(({ sealed }) => sealed !== undefined);
  return becomes.secrets.map(({ sealed: _, ...hashed }) => hashed);
};

export const mostSecrets = 2;

/** Those that still count. */
export const liveSecrets = ({ secrets }: Pick<Client, 'secrets'>, now: Epoch): readonly ClientSecret[] =>
  secrets.filter(({ expiresAt }) => expiresAt === null || expiresAt > now);

/** How a secret is named in a path or a form; tells nothing of it. */
export const secretName = ({ hash }: ClientSecret): string => sha256(`secret\n${hash}`).slice(0, 16);

export type SecretOutcome =
  | { readonly kind: 'made'; readonly secret: NewSecret; readonly client: Client }
  /** Two are in use. */
  | { readonly kind: 'full' }
  /** The client proves itself otherwise, or not at all. */
  | { readonly kind: 'without_secrets' }
  | Gone;

type Target = { readonly actor: Actor; readonly id: string };
export type SecretTerms = {
  readonly label?: string;
  /** Days from now; null: until it is deleted. */
  readonly days: number | null;
};

const day = 86_400;

const endAfter = (days: number | null, now: Epoch): Epoch | null =>
  days === null ? null : after(now, days * day);

/** One more beside the one in use; of any number at once, no third. */
export const addSecret = (ports: ClientPorts, target: Target, terms: SecretTerms): Promise<SecretOutcome> =>
  changeClient(ports, target, async (held): Promise<SecretOutcome> => {
    const now = secondOf(held.at);
    if (!holdsSecret(held.stored.client)) return { kind: 'without_secrets' };
    const live = liveSecrets(held.stored.client, now);
    if (live.length >= mostSecrets) return { kind: 'full' };
    const secret = newSecret(ports, held.stored.client, {
      ...(terms.label === undefined ? {} : { label: terms.label }),
      createdAt: now,
      expiresAt: endAfter(terms.days, now),
    });
    const client = await keep(held, [...live, secret.kept]);
    await held.tell(clientEvent('CLIENT_SECRET_REGENERATED', held.stored, { ...named(secret.kept) }));
    return { kind: 'made', secret, client };
  });

/** When what was there before ends; `0`: at once. */
export const earlierEnds = [0, 1, 7, 30] as const;

/** A new one in place of all others, which end at once or some days from now, never later than they would have. */
export const regenerateSecret = (
  ports: ClientPorts,
  target: Target,
  { label, earlierDays }: { readonly label?: string; readonly earlierDays: (typeof earlierEnds)[number] },
): Promise<SecretOutcome> =>
  changeClient(ports, target, async (held): Promise<SecretOutcome> => {
    const now = secondOf(held.at);
    if (!holdsSecret(held.stored.client)) return { kind: 'without_secrets' };
    const labelled = label === undefined ? {} : { label };
    const secret = newSecret(ports, held.stored.client, { ...labelled, createdAt: now, expiresAt: null });
    // The newest of those that are there goes on for a while; a third would be one too many
    const earlier = earlierDays === 0 ? [] : liveSecrets(held.stored.client, now).slice(-1);
    const until = after(now, earlierDays * day);
    const ending = earlier.map((one) => ({
      ...one,
      expiresAt: epoch(Math.min(one.expiresAt ?? until, until)),
    }));
    const client = await keep(held, [...ending, secret.kept]);
    await held.tell(
      clientEvent('CLIENT_SECRET_REGENERATED', held.stored, {
        ...named(secret.kept),
        earlier_end: earlierDays,
      }),
    );
    return { kind: 'made', secret, client };
  });

export type SecretDeletion = { readonly kind: 'done' } | { readonly kind: 'unknown' } | Gone;

/** `name`: of the secret (`secretName`). */
export const deleteSecret = (ports: ClientPorts, target: Target, name: string): Promise<SecretDeletion> =>
  changeClient(ports, target, async (held): Promise<SecretDeletion> => {
    const { secrets } = held.stored.client;
    const found = secrets.find((secret) => secretName(secret) === name);
    if (found === undefined) return { kind: 'unknown' };
    await keep(
      held,
      secrets.filter((secret) => secret !== found),
    );
    await held.tell(clientEvent('CLIENT_SECRET_DELETED', held.stored, { ...named(found) }));
    return { kind: 'done' };
  });

const named = ({ label }: ClientSecret): { readonly label?: string } =>
  label === undefined ? {} : { label };

async function keep({ tx, stored, at }: Held, secrets: readonly ClientSecret[]): Promise<Client> {
  const client = { ...stored.client, secrets };
  await rewriteClient(tx, client, { at: secondOf(at), pendingChange: stored.pendingChange });
  return client;
}
