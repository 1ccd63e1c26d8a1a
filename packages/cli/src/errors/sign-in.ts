/** Why a sign-in did not come to be, or is no more: one function for each case of cli.md §5. */

import { shellWord } from '../untrusted/shell-word.ts';
import { Failure, type Technical } from './failure.ts';

type Told = { readonly technical?: Technical; readonly said?: string | undefined; readonly cause?: unknown };

/** What the server said about it, as its own words. */
const quoted = (said: string | undefined): readonly string[] =>
  said === undefined ? [] : [`The server says: ${said}`];

const extras = ({ technical, cause }: Told): Pick<Told, 'technical' | 'cause'> => ({
  ...(technical === undefined ? {} : { technical }),
  ...(cause === undefined ? {} : { cause }),
});

type Nearby = {
  /** The env file that was looked at. */
  readonly envFile?: string;
  /** Other sign-ins at the same server. */
  readonly others?: readonly string[];
};

export const notSignedIn = (server: string, { envFile, others = [] }: Nearby = {}): Failure =>
  new Failure('sign_in_needed', {
    what: `You are not signed in to ${server}.`,
    why: [
      ...(envFile === undefined ? [] : [`There is no usable token for it in ${envFile}.`]),
      ...(others.length === 0 ? [] : [`You are to ${others.join(', ')}, and its tokens are for that only.`]),
    ],
    remedy: [
      `Run: grantor login ${shellWord(server)}${envFile === undefined ? '' : ` --env ${shellWord(envFile)}`}`,
    ],
  });

export const sessionEnded = (server: string, told: Told = {}): Failure =>
  new Failure('sign_in_needed', {
    what: 'Your sign-in has ended.',
    why: ['It was revoked, ran out, or was used by another program.', ...quoted(told.said)],
    remedy: [`Run: grantor login ${shellWord(server)}`],
    ...extras(told),
  });

export const ranOut = (server: string): Failure =>
  new Failure('sign_in_needed', {
    what: 'Your sign-in has ended.',
    why: ['The access token has expired, and the server gave no refresh token with it.'],
    remedy: [`Run: grantor login ${shellWord(server)}`],
  });

export const deniedByPerson = (told: Told = {}): Failure =>
  new Failure('refused', {
    what: 'The sign-in was denied.',
    why: ['Somebody chose not to allow it, or the account may not do this.', ...quoted(told.said)],
    remedy: ['Run the command again and allow it, or ask an administrator.'],
    ...extras(told),
  });

export const codeExpired = (server: string, told: Told = {}): Failure =>
  new Failure('failed', {
    what: 'The code has expired before it was used.',
    why: ['Nobody entered it and allowed the sign-in in time.'],
    remedy: [`Start again, with a new code: grantor login ${shellWord(server)}`],
    ...extras(told),
  });

export const codeUnheard = (server: string): Failure =>
  new Failure('unavailable', {
    what: 'The code has expired while the server could not be asked.',
    why: [`${server} did not answer as it should until the end.`],
    remedy: [`When it does again, start with a new code: grantor login ${shellWord(server)}`],
  });

export const codeSpent = (server: string, told: Told = {}): Failure =>
  new Failure('failed', {
    what: 'The code is no longer good.',
    why: ['It was used, or the answer to it was lost on the way.', ...quoted(told.said)],
    remedy: [`Start again, with a new code: grantor login ${shellWord(server)}`],
    ...extras(told),
  });

export const nobodyCame = (minutes: number): Failure =>
  new Failure('failed', {
    what: `Nobody signed in within ${minutes} minutes.`,
    why: ['The browser was closed, shows an error, or its way back to this machine is blocked.'],
    remedy: [
      'Run the command again. With --device another device can be used,',
      'and if the page said that it does not know this program: --new-client',
    ],
  });

export const clientUnknown = (clientId: string, told: Told = {}): Failure =>
  new Failure('refused', {
    what: `The server does not know the client ${clientId}.`,
    why: ['It was deleted or has expired there, or its secret is another one.', ...quoted(told.said)],
    remedy: ['Check --client-id and CLIENT_ID, or register a new one: grantor login --new-client'],
    ...extras(told),
  });

export const registrationClosed = (issuer: string, told: Told = {}): Failure =>
  new Failure('refused', {
    what: `${issuer} lets nobody register a client.`,
    why: ['Registration is closed there, or asks for a token.', ...quoted(told.said)],
    remedy: [
      'Ask for a client id and sign in with it: grantor login --client-id ID',
      'With an initial access token: grantor register --initial-token-file FILE',
    ],
    ...extras(told),
  });

export const scopeRefused = (scopes: readonly string[], told: Told = {}): Failure =>
  new Failure('refused', {
    what:
      scopes.length === 0
        ? 'The server refuses these scopes.'
        : `The server refuses the scope “${scopes.join(' ')}”.`,
    why: ['A scope is unknown there, or this client may not have it.', ...quoted(told.said)],
    remedy: ['Ask for others: --scope "openid profile"'],
    ...extras(told),
  });

export const scopeNotGranted = (
  server: string,
  missing: readonly string[],
  granted: readonly string[],
): Failure =>
  new Failure('refused', {
    what: `This sign-in does not have the scope “${missing.join(' ')}”.`,
    why: [`It has: ${granted.join(' ')}`],
    remedy: [
      `Sign in for more: grantor login ${shellWord(server)} --force --scope ${shellWord([...granted, ...missing].join(' '))}`,
    ],
  });

export const resourceRefused = (resources: readonly string[], told: Told = {}): Failure =>
  new Failure('refused', {
    what: `The server gives no tokens for ${resources.join(', ') || 'this resource'}.`,
    why: ['It does not know the resource, or the sign-in was not for it.', ...quoted(told.said)],
    remedy: ['Check the spelling, or sign in for it: grantor login SERVER --resource URL'],
    ...extras(told),
  });

export const redirectNotRegistered = (clientId: string, redirectUri: string, told: Told = {}): Failure =>
  new Failure('refused', {
    what: `The client ${clientId} may not come back to this machine.`,
    why: ['The redirect URI of this sign-in is not registered for it.'],
    remedy: [`Register this one: ${redirectUri}`, 'If another one is registered, name it: REDIRECT_URI=…'],
    ...extras(told),
  });

export const portTaken = (port: number): Failure =>
  new Failure('failed', {
    what: `Port ${port} is in use by another program.`,
    why: ['The browser has to come back to exactly this port.'],
    remedy: [
      'End the other program, choose another port with --port, or leave CALLBACK_PORT and --port out.',
    ],
    technical: { code: 'EADDRINUSE' },
  });

export const noWayToSignIn = (issuer: string): Failure =>
  new Failure('failed', {
    what: `${issuer} offers no way for a person to sign in here.`,
    why: ['It has neither an authorization endpoint nor a device endpoint.'],
    remedy: ['Check the address; a server for programs only has no sign-in.'],
  });

export const answerForged = (why: string): Failure =>
  new Failure('failed', {
    what: 'The answer in the browser does not belong to this sign-in. Nothing was done with it.',
    why: [why],
    remedy: ['Start again, and use only the page that this command opens.'],
  });

export const clockWrong = (seconds: number, told: Told = {}): Failure =>
  new Failure('failed', { ...clockWords(seconds), ...extras(told) });

/** Seconds that this machine is ahead; negative: behind. */
export function clockWords(seconds: number): { what: string; why: string[]; remedy: string[] } {
  const size = Math.abs(seconds);
  const amount = size < 5400 ? `${Math.round(size / 60)} minutes` : `${Math.round(size / 3600)} hours`;
  return {
    what: `The clock of this machine is ${amount} ${seconds > 0 ? 'ahead of' : 'behind'} the server's.`,
    why: ['Tokens are valid for a time, and one of the two clocks is wrong.'],
    remedy: ['Set the clock, or let the system do it (time synchronisation, NTP).'],
  };
}
