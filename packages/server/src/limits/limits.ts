/** Owns every rate limit of operations.md §6, one counter each. Never decides what an answer looks like. */

import type { LimitName, Limits } from '@grantor/engine';
import { mostRequests } from '@grantor/engine/surface';
import { type Charge, limitKey, sha256 } from '@grantor/protocol';
import type { Attempt } from './counted-limit.ts';
import type { Answer, LimitStore } from './limit-store.ts';

/** Per minute; 0: off. */
export type LimitSettings = {
  /** `ENABLE_RATE_LIMIT`: false ends the limits per address and per person only. */
  readonly perAddress: 'on' | 'off';
  readonly login: number;
  readonly deviceCode: number;
  readonly token: number;
  readonly deviceVerify: number;
  readonly introspect: number;
  readonly registration: number;
  readonly document: number;
  readonly fallback: number;
  readonly client: number;
};

export type ServerLimits = Limits & {
  /** Sign-in and its second steps, per address; refund on success. */
  login(address: string): Answer<Charge>;
  /** Sign-ins of one person that succeed. */
  signIn(user: string): Answer<Charge>;
  /** Authorization requests of somebody who is signed in. */
  person(user: string): Answer<Charge>;
  /** Requests that a client puts before one person, where no row of them is kept (security.md L-8). */
  asked(client: string, user: string): Answer<Charge>;
  /** Forms that somebody posts on the pages of their own account, each. */
  ownForm(user: string): Answer<Charge>;
  /**
   * Passwords for one account, whoever asks: ten failures in 15 minutes close it for 15 minutes. A browser
   * that signed in to the account before brings its known-device id and has a count of its own
   * (product.md S-4). `account` is the user's id, or the name as typed when nobody has it.
   */
  account(account: string, knownDevice: string | null): Answer<Attempt>;
  /** Codes of second factors of one account, counted apart: the right password must not clear it (security.md L-3). */
  factor(account: string, knownDevice: string | null): Answer<Attempt>;
  /** User codes entered, per address and per session; refund when the code was right (protocol.md DV-5). */
  deviceVerification(address: string, session: string): Answer<Charge>;
};

const minutes = 60_000;
const day = 24 * 60 * minutes;

/** Each document is a row that stays a while: of one address, as many in a day as in so many minutes (security.md L-8). */
const documentMinutesPerDay = 20;

/** A service is asked more often than this server, and a proof is kept for minutes only. */
const proofsPerRequest = 10;

const unlimited: Charge = { allowed: true, refund() {} };

/** Limits that are counted in the store, each with its own counter (security.md L-1). */
export function createLimits(settings: LimitSettings, store: LimitStore): ServerLimits {
  const perAddress = (name: string, budget: number, period?: number) =>
    store.refilling(name, {
      budget: settings.perAddress === 'on' ? budget : 0,
      ...(period === undefined ? {} : { period }),
    });

  const token = perAddress('token', settings.token);
  const introspect = perAddress('introspect', settings.introspect);
  const fallback = perAddress('default', settings.fallback);
  const deviceCode = perAddress('device_code', settings.deviceCode);
  const login = perAddress('login', settings.login);
  const deviceVerify = perAddress('device_verify', settings.deviceVerify);
  const registration = perAddress('registration', settings.registration);
  const signIn = perAddress('sign_in', settings.fallback);
  const person = perAddress('person', settings.fallback);
  const ownForm = perAddress('own_form', settings.fallback);
  const asked = store.refilling('asked', { budget: mostRequests.count, period: mostRequests.seconds * 1000 });
  const document = perAddress('document', settings.document);
  const proof = perAddress('proof', settings.fallback * proofsPerRequest);
  const refresh = perAddress('refresh', settings.fallback);
  const credential = perAddress('credential', settings.fallback);
  const documentDay = perAddress('document_day', settings.document * documentMinutesPerDay, day);
  const client = store.refilling('client', { budget: settings.client });
  const byPayer = { client, proof, refresh, credential };
  const isByPayer = (limit: LimitName): limit is keyof typeof byPayer => limit in byPayer;
  const byAddress = { introspect, device_code: deviceCode, registration, default: fallback };
  const account = store.counted('account', { failures: 10, window: 15 * minutes, onceFull: 'lock' });
  const factor = store.counted('factor', { failures: 10, window: 15 * minutes, onceFull: 'lock' });
  const session = store.counted('session', { failures: 5, window: 10 * minutes, onceFull: 'slide' });

  return {
    charge(limit, source, payer) {
      // Everybody comes by the one address of a front-end, which has limits of its own
      if (source.actor === 'front_end' && (payer === null || !(limit in byPayer))) return unlimited;
      const key = limitKey(source.address);
      if (limit === 'token') return token.charge(`${key} ${payer ?? ''}`);
      if (limit === 'document') return chargeBoth(document, documentDay, key);
      if (isByPayer(limit)) return byPayer[limit].charge(payer ?? key);
      return byAddress[limit].charge(key);
    },
    login: (address) => login.charge(limitKey(address)),
    signIn: (user) => signIn.charge(user),
    person: (user) => person.charge(user),
    asked: (client, user) => asked.charge(JSON.stringify([client, user])),
    ownForm: (user) => ownForm.charge(user),
    // Names that nobody has are as long as whoever types them likes
    account: (name, knownDevice) => account.attempt(sha256(JSON.stringify([name, knownDevice]))),
    factor: (userId, knownDevice) => factor.attempt(sha256(JSON.stringify([userId, knownDevice]))),
    deviceVerification: countingBoth(session, deviceVerify),
  };
}

type Limit = ReturnType<LimitStore['refilling']>;

async function chargeBoth(first: Limit, second: Limit, key: string): Promise<Charge> {
  const charged = await first.charge(key);
  return charged.allowed ? second.charge(key) : charged;
}

/** The session tries, and its address is charged; a right one gives back both. */
const countingBoth =
  (session: ReturnType<LimitStore['counted']>, perAddress: Limit): ServerLimits['deviceVerification'] =>
  async (address, sessionId) => {
    const attempt = await session.attempt(sessionId);
    if (!attempt.allowed) return attempt;
    const charge = await perAddress.charge(limitKey(address));
    if (!charge.allowed) {
      attempt.succeeded();
      return charge;
    }
    return {
      allowed: true,
      refund() {
        attempt.succeeded();
        charge.refund();
      },
    };
  };
