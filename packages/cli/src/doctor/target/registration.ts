/** The clients that the doctor registers with `--register`, and takes away again. */

import { isOwnAddress } from '../../server/address.ts';
import { type JsonObject, readText } from '../../untrusted/json.ts';
import type { Answer, Ask } from './ask.ts';

/** What a registration answered about managing it (RFC 7592 §3); either may be missing. */
export type Management = { readonly uri: string | undefined; readonly token: string | undefined };

export type Registrar = {
  /** The answer of the registration endpoint; every metadata is registered once. */
  register(metadata: JsonObject): Promise<Answer>;
  readonly ledger: Ledger;
};

/** The clients that were made for the examination, and are to go with it. */
export type Ledger = {
  /** Says how a client is managed from now on; null when it is gone. */
  note(clientId: string, management: Management | null): void;
  /** Deletes what is left. Answers the ids of clients that are still there. */
  cleanUp(ask: Ask): Promise<readonly string[]>;
};

/** Whether clients may be registered for the examination. */
export type Registering =
  | { readonly kind: 'allowed'; readonly registrar: Registrar }
  | { readonly kind: 'impossible'; readonly why: string };

export const isRegistered = ({ status, json }: Answer): boolean =>
  (status === 201 || status === 200) && readText(json ?? {}, 'client_id') !== undefined;

/** An address elsewhere counts as none: nothing is sent to whom an answer may name. */
export function managementIn({ url, json }: Pick<Answer, 'url' | 'json'>): Management {
  const uri = readText(json ?? {}, 'registration_client_uri');
  return {
    uri: uri !== undefined && isOwnAddress(uri, [url]) ? uri : undefined,
    token: readText(json ?? {}, 'registration_access_token'),
  };
}

/** RFC 7592 §2; null when the registration did not say how. */
export function manage(
  { uri, token }: Management,
  request: { readonly method: 'GET' | 'PUT' | 'DELETE'; readonly body?: JsonObject },
  ask: Ask,
): Promise<Answer> | null {
  if (uri === undefined || token === undefined) return null;
  const { method, body } = request;
  return ask({
    url: uri,
    method,
    headers: {
      accept: 'application/json',
      authorization: `Bearer ${token}`,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
}

export function openLedger(): Ledger {
  const left = new Map<string, Management>();
  return {
    note(clientId, management) {
      if (management === null) left.delete(clientId);
      else left.set(clientId, management);
    },
    async cleanUp(ask) {
      const deleting = [...left].map(async ([id, management]) => {
        const answer = await manage(management, { method: 'DELETE' }, ask);
        if (answer?.status === 204) left.delete(id);
      });
      await Promise.all(deleting);
      return [...left.keys()];
    },
  };
}

export type RegistrarSettings = {
  readonly endpoint: string;
  readonly initialToken: string | undefined;
  readonly ask: Ask;
  readonly ledger: Ledger;
};

export function openRegistrar({ endpoint, initialToken, ask, ledger }: RegistrarSettings): Registrar {
  return {
    ledger,
    async register(metadata) {
      const answer = await ask({
        url: endpoint,
        method: 'POST',
        headers: {
          accept: 'application/json',
          'content-type': 'application/json',
          ...(initialToken === undefined ? {} : { authorization: `Bearer ${initialToken}` }),
        },
        body: JSON.stringify(metadata),
      });
      const id = readText(answer.json ?? {}, 'client_id');
      if (isRegistered(answer) && id !== undefined) ledger.note(id, managementIn(answer));
      return answer;
    },
  };
}
