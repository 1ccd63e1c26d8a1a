/**
 * facade/ owns this server in front of somebody else's engine, by the Authlete API (federation-vci-authlete.md §3.3): it
 * signs people in, and does what it is told. It keeps nothing, and decides nothing that the protocol has a word for.
 */

import type { Secret } from '@grantor/protocol';
import type * as authlete from '@grantor/protocol/authlete';
import { controlPlaneAway } from '../http/refuse.ts';
import { missing } from '../http/status.ts';
import { controlPlaneFault } from './fault.ts';

/** Operations whose answer tells what to do. */
export type TellingName = {
  [Name in authlete.OperationName]: authlete.ActionOf<Name> extends never ? never : Name;
}[authlete.OperationName];

/** What was answered; the action is one of the contract. */
export type Told<Name extends TellingName> = {
  readonly action: authlete.ActionOf<Name>;
  readonly relay: authlete.Relay;
  /** What is to be relayed; null: nothing. */
  readonly content: string | null;
  readonly reply: authlete.ReplyOf<Name>;
};

export type ControlPlane = {
  /**
   * Rejects with `temporarily_unavailable` where nobody answers in time, and with ControlPlaneFault for an answer that the
   * contract does not know.
   */
  tell<Name extends TellingName>(name: Name, message: authlete.RequestOf<Name>): Promise<Told<Name>>;
  /** The document itself; null: there is none (404). Rejects as `tell`. */
  read(path: string, message: object | null): Promise<string | null>;
};

export type ControlPlaneSettings = {
  /** With the number of the service, without a slash at its end. */
  readonly url: string;
  readonly token: Secret;
  /** Milliseconds, for the whole of an answer. */
  readonly timeout: number;
  readonly fetch: typeof fetch;
  /** Nobody answered to the operation; why, without what was sent. */
  readonly onAway: (operation: string, cause: unknown) => void;
};

/** Bytes of an answer; the largest are documents of keys and metadata. */
const longestAnswer = 1024 * 1024;

type Answered = {
  readonly ok: boolean;
  readonly isAbsent: boolean;
  readonly status: number;
  readonly text: string;
};

export function createControlPlane(
  operations: Readonly<Record<string, authlete.Operation>>,
  settings: ControlPlaneSettings,
): ControlPlane {
  async function once(path: string, message: object | null): Promise<Answered> {
    const response = await settings.fetch(`${settings.url}/${path}`, {
      method: message === null ? 'GET' : 'POST',
      headers: {
        authorization: `Bearer ${settings.token.reveal()}`,
        accept: 'application/json',
        ...(message === null ? {} : { 'content-type': 'application/json' }),
      },
      body: message === null ? null : JSON.stringify(message),
      redirect: 'error', // the token is for this address alone
      signal: AbortSignal.timeout(settings.timeout),
    });
    const isAbsent = response.status === missing;
    return { ok: response.ok, isAbsent, status: response.status, text: await textOf(response) };
  }

  async function ask(path: string, message: object | null): Promise<Answered> {
    try {
      // What only reads may be asked again; anything else may have been done (federation-vci-authlete.md ATL-19)
      return await (message === null ? once(path, null).catch(() => once(path, null)) : once(path, message));
    } catch (failure) {
      settings.onAway(path, failure);
      throw controlPlaneAway();
    }
  }

  return {
    async tell(name, message) {
      const { ok, isAbsent, status, text } = await ask(name, message);
      if (isAbsent && operations[name]?.isExtension === true) return notThere();
      if (!ok) throw controlPlaneFault(`${name} was answered ${status}: ${resultIn(text)}`);
      const reply = objectIn(text);
      const { action, responseContent } = reply ?? {};
      const actions = operations[name]?.actions;
      const relay =
        typeof action === 'string' && typeof actions === 'object' && Object.hasOwn(actions, action)
          ? actions[action]
          : undefined;
      if (reply === null || relay === undefined)
        throw controlPlaneFault(
          `${name} told ${typeof action === 'string' ? 'an unknown action' : 'no action'}`,
        );
      // What the contract says of the members is for each of their readers to check: all of them may be absent
      return {
        action: action as authlete.ActionOf<typeof name>,
        relay,
        content: typeof responseContent === 'string' ? responseContent : null,
        reply: reply as authlete.ReplyOf<typeof name>,
      };
    },
    async read(path, message) {
      const { ok, isAbsent, status, text } = await ask(path, message);
      if (isAbsent) return null;
      if (!ok) throw controlPlaneFault(`${path} was answered ${status}: ${resultIn(text)}`);
      return text === '' ? null : text;
    },
  };
}

/** Of an operation beyond the API, which a service of another make has not. */
const notThere = <Name extends TellingName>(): Told<Name> => ({
  action: 'NOT_FOUND' as authlete.ActionOf<Name>,
  ...{ relay: { as: 'json', status: missing }, content: null, reply: {} as authlete.ReplyOf<Name> },
});

async function textOf(response: Response): Promise<string> {
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const part of response.body ?? []) {
    length += part.length;
    if (length > longestAnswer) throw new Error('the answer is too long');
    parts.push(part);
  }
  return Buffer.concat(parts).toString('utf8');
}

function objectIn(text: string): Readonly<Record<string, unknown>> | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : null;
  } catch {
    return null;
  }
}

/** Its code alone: the message may hold what was sent. */
function resultIn(text: string): string {
  const code = objectIn(text)?.['resultCode'];
  return typeof code === 'string' && /^[A-Z]\d{6}$/.test(code) ? code : 'no result code';
}
