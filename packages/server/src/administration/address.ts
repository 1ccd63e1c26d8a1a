/** Whose address is whose: verified by a link that reaches it, and taken back by one (mail.md §2). */

import { after, type Epoch, type Instant, secondOf, sha256, type UserId } from '@grantor/protocol';
import { codeFor, codeHash, readCode } from '../outbox/codes.ts';
import { linkOf } from '../outbox/message.ts';
import {
  type AddressOfPerson,
  dropAroundLink,
  dropMailLinks,
  dropWaysIn,
  findMailLink,
  type MailLinkPurpose,
  spendMailCode,
  spendMailLink,
  storeMailLink,
} from '../store/mail-links.ts';
import { restoreAddress, verifyAddress } from '../store/person-address.ts';
import { findUser, type User } from '../store/users.ts';
import { endEverySession } from '../store/writers/session.ts';
import { type Actor, type ChangePorts, change } from './change.ts';
import { postMail, seenFrom, type Teller } from './mail.ts';
import type { PasswordPorts } from './password-ports.ts';

type PeoplePorts = ChangePorts & PasswordPorts;

export type AddressPurpose = Exclude<MailLinkPurpose, 'password'>;

/** What a link would do; null: it is unknown, used or expired, which nobody is told apart. */
export async function addressOfLink(
  ports: PeoplePorts,
  { token, purpose }: { readonly token: string; readonly purpose: AddressPurpose },
): Promise<{ readonly user: User; readonly address: string } | null> {
  const { kysely } = ports.database;
  const use = { hash: sha256(token), purpose, now: secondOf(ports.now()) };
  const found = await findMailLink(kysely, use);
  const user = found === null ? null : ((await findUser(kysely, found.userId))?.user ?? null);
  return found === null || user === null ? null : { user, address: found.address };
}

/** The address is theirs, as whoever has the link reads what is sent there. False: the link does nothing. */
export async function verifyByLink(
  ports: PeoplePorts,
  source: Actor['source'],
  token: string,
): Promise<boolean> {
  const asked = await addressOfLink(ports, { token, purpose: 'verify' });
  if (asked === null) return false;
  const { user } = asked;
  const now = secondOf(ports.now());
  const actor = { userId: user.id, username: user.username, source };
  return change(ports, actor, async (tx, tell) => {
    const spent = await spendMailLink(tx, { hash: sha256(token), purpose: 'verify', now });
    return spent !== null && (await verified({ tx, tell }, { spent, user, now, method: 'link' }));
  });
}

/** The same by the code beside the link, typed by the person who is signed in. False: it is not right, or no more. */
export async function verifyByCode(ports: PeoplePorts, actor: Actor, own: OwnCode): Promise<boolean> {
  const code = readCode(own.typed);
  const { outbox } = ports;
  if (outbox === null || code === null) return false;
  const now = secondOf(ports.now());
  return change(ports, actor, async (tx, tell) => {
    const typed = { userId: own.user.id, code: codeHash(outbox.codeKey, own.user.id, code), now };
    const spent = await spendMailCode(tx, typed);
    return spent !== null && (await verified({ tx, tell }, { spent, user: own.user, now, method: 'code' }));
  });
}

export type OwnCode = { readonly user: Pick<User, 'id' | 'username'>; readonly typed: string };

type Verified = {
  readonly spent: AddressOfPerson;
  readonly user: Pick<User, 'id' | 'username'>;
  readonly now: Epoch;
  readonly method: 'link' | 'code';
};

async function verified(
  { tx, tell }: Pick<Teller, 'tx' | 'tell'>,
  { spent, user, now, method }: Verified,
): Promise<boolean> {
  if (!(await verifyAddress(tx, spent, now))) return false;
  const resource = { id: user.id, name: user.username };
  await tell({ type: 'USER_EMAIL_VERIFIED', resource, details: { method }, error: null });
  return true;
}

/** The account has the address again that the link was sent to; whoever is signed in is so no more. */
export async function takeBackByLink(
  ports: PeoplePorts,
  source: Actor['source'],
  token: string,
): Promise<boolean> {
  const asked = await addressOfLink(ports, { token, purpose: 'take_back' });
  if (asked === null) return false;
  const { user } = asked;
  const at = ports.now();
  const now = secondOf(at);
  const actor = { userId: user.id, username: user.username, source };
  return change(ports, actor, async (tx, tell) => {
    const spent = await spendMailLink(tx, { hash: sha256(token), purpose: 'take_back', now });
    if (spent === null || !(await restoreAddress(tx, spent, now))) return false;
    for (const purpose of ['verify', 'take_back'] as const) await dropMailLinks(tx, user.id, purpose);
    await dropWaysIn(tx, user.id);
    await endEverySession(tx, { user: user.id, reason: 'security', at, now });
    const resource = { id: user.id, name: user.username };
    await tell({ type: 'USER_UPDATED', resource, details: { fields: ['email'] }, error: null });
    return true;
  });
}

/** What changes of addresses need. */
export type AddressPorts = Pick<PeoplePorts, 'random' | 'now'>;

export type AddressChange = {
  readonly user: Pick<User, 'id' | 'username' | 'claims'>;
  /** What it was, where it was known to be theirs. */
  readonly verifiedBefore: string | null;
  /** What it is now. */
  readonly address: string | null;
  readonly standing: 'verified' | 'unverified';
};

/** The new address is asked whether it is theirs, the old one is told, in the transaction of the change. */
export async function tellOfAddress(
  ports: AddressPorts,
  teller: Omit<Teller, 'at'>,
  { change: made, actor }: { readonly change: AddressChange; readonly actor: Actor },
): Promise<void> {
  const { user, verifiedBefore, address, standing } = made;
  await forgetEarlierLinks(teller, user.id);
  const at = ports.now();
  const told = { ...teller, at: secondOf(at) };
  if (address !== null && standing === 'unverified') {
    const secret = await newLink(ports, teller, { userId: user.id, purpose: 'verify', address, at });
    await postMail(told, { kind: 'verify_address', to: address, user, secret });
  }
  if (verifiedBefore === null) return;
  const link = { userId: user.id, purpose: 'take_back', address: verifiedBefore, at } as const;
  const secret = await newLink(ports, teller, link);
  const isOwn = actor.userId === user.id;
  const facts = {
    ...(address === null ? {} : { otherAddress: address }),
    ...(isOwn ? seenFrom(actor) : {}),
  };
  await postMail(told, { kind: 'address_changed', to: verifiedBefore, user, secret, facts });
}

export type VerificationOutcome = 'sent' | 'limited' | 'no_mail' | 'no_address' | 'verified' | 'gone';

/** Another link to confirm the address of the person; the one before does nothing any more (mail.md M-9). */
export async function sendVerification(
  ports: PeoplePorts,
  actor: Actor,
  id: UserId,
): Promise<VerificationOutcome> {
  const { outbox } = ports;
  if (outbox === null) return 'no_mail';
  const at = ports.now();
  return change(ports, actor, async (tx, tell) => {
    const user = (await findUser(tx, id))?.user;
    if (user === undefined || user.disabledAt !== null) return 'gone';
    if (user.email === null) return 'no_address';
    if (user.emailVerifiedAt !== null) return 'verified';
    const teller = { outbox, tx, tell };
    const link = { userId: id, purpose: 'verify', address: user.email, at } as const;
    const secret = await newLink(ports, teller, link);
    const message = { kind: 'verify_address', to: user.email, user, secret } as const;
    const isSent = (await postMail({ ...teller, at: secondOf(at) }, message)) === 'waits';
    await dropAroundLink(tx, { ...link, hash: sha256(secret) }, isSent ? 'others' : 'this');
    return isSent ? 'sent' : 'limited';
  });
}

/** Those that went to an address which is theirs no more. */
async function forgetEarlierLinks({ tx }: Omit<Teller, 'at'>, user: UserId): Promise<void> {
  await dropMailLinks(tx, user, 'verify');
  await dropWaysIn(tx, user);
}

const kindOf = { verify: 'verify_address', take_back: 'address_changed' } as const;

async function newLink(
  { random }: AddressPorts,
  { tx, outbox }: Omit<Teller, 'at'>,
  link: {
    readonly userId: UserId;
    readonly purpose: AddressPurpose;
    readonly address: string;
    readonly at: Instant;
  },
): Promise<string> {
  const { userId, purpose, address, at } = link;
  const token = random.token(32);
  const expiresAt = after(secondOf(at), linkOf(kindOf[purpose])?.life ?? 0);
  const code =
    purpose === 'verify'
      ? { code: codeHash(outbox.codeKey, userId, codeFor(outbox.codeKey, token)) }
      : undefined;
  await storeMailLink(tx, { hash: sha256(token), userId, purpose, address, ...code, expiresAt });
  return token;
}
