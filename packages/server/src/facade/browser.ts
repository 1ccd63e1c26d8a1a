/** What a browser carries for us, since nothing is kept here: who is signed in, and the request under way (federation-vci-authlete.md ATL-9). */

import { cookieNames } from '../accounts/cookies.ts';
import type { ServerKeys } from '../config/secrets.ts';
import type { SignedIn } from './interaction.ts';

export type Browser = {
  /** null: nobody, or for too long. */
  signedIn(cookies: string | null, now: number): SignedIn | null;
  signIn(person: SignedIn, now: number): string;
  /** The ticket of the request under way in this browser; null: there is none. */
  ticket(cookies: string | null, now: number): string | null;
  begin(ticket: string, now: number): string;
  end(): string;
  /** The code of a device that was entered in this browser, and whom its page named; null: there is none. */
  device(cookies: string | null, now: number): EnteredDevice | null;
  enterDevice(entered: EnteredDevice, now: number): string;
  leaveDevice(): string;
  signOut(): string;
};

/** `shown`: who was signed in, by what the page said; null: it asked for a password. `told`: a digest of what it said is asked. */
export type EnteredDevice = {
  readonly userCode: string;
  readonly shown: string | null;
  readonly told: string;
};

/** Seconds: as long as the ticket of the control plane (federation-vci-authlete.md ATL-5). */
const flowLifetime = 600;

type Settings = {
  readonly baseUrl: string;
  readonly keys: Pick<ServerKeys, 'seal' | 'open'>;
  /** Seconds that a sign-in lasts, whatever happens meanwhile. */
  readonly sessionLifetime: number;
};

type Sealed<Value> = { readonly value: Value; readonly until: number };

export function createBrowser({ baseUrl, keys, sessionLifetime }: Settings): Browser {
  const names = cookieNames(baseUrl);
  const secure = new URL(baseUrl).protocol === 'https:' ? '; Secure' : '';
  const write = (name: string, value: string, attributes = ''): string =>
    `${name}=${value}; Path=/${attributes}; HttpOnly${secure}; SameSite=Lax`;

  function read<Value>(cookies: string | null, name: string, now: number): Value | null {
    const given = valuesOf(cookies, name);
    const [sealed] = given;
    if (given.length !== 1 || sealed === undefined) return null;
    try {
      const { value, until } = JSON.parse(keys.open(sealed, name)) as Sealed<Value>;
      return now < until ? value : null;
    } catch {
      return null; // sealed by a secret that is gone, or by nobody
    }
  }
  const seal = (name: string, value: unknown, until: number): string =>
    keys.seal(JSON.stringify({ value, until } satisfies Sealed<unknown>), name);

  return {
    signedIn: (cookies, now) => read<SignedIn>(cookies, names.session, now),
    signIn: (person, now) => write(names.session, seal(names.session, person, now + sessionLifetime)),
    ticket: (cookies, now) => read<string>(cookies, names.posted, now),
    begin: (ticket, now) => write(names.posted, seal(names.posted, ticket, now + flowLifetime)),
    end: () => write(names.posted, '', '; Max-Age=0'),
    device: (cookies, now) => read<EnteredDevice>(cookies, names.device, now),
    enterDevice: (entered, now) => write(names.device, seal(names.device, entered, now + flowLifetime)),
    leaveDevice: () => write(names.device, '', '; Max-Age=0'),
    signOut: () => write(names.session, '', '; Max-Age=0'),
  };
}

const valuesOf = (cookies: string | null, name: string): readonly string[] =>
  (cookies ?? '').split(';').flatMap((pair) => {
    const [key, value] = pair.trim().split('=', 2);
    return key === name && value !== undefined && value !== '' ? [value] : [];
  });
