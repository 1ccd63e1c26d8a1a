/** Documents of the service, kept for minutes: metadata and keys to hand on, and what is set of clients (federation-vci-authlete.md ATL-18). */

import { createRecencyMap, publicReply, type Reply, sha256 } from '@grantor/protocol';
import type { ControlPlane } from './control-plane.ts';
import { controlPlaneFault } from './fault.ts';

export type ServiceClient = {
  readonly subjectType?: unknown;
  readonly derivedSectorIdentifier?: unknown;
};

export type Documents = {
  /** Rejects with `server_error` where the service is another issuer than this server. */
  discovery(): Promise<Reply>;
  jwks(): Promise<Reply>;
  /** null: there is none. */
  client(number: number): Promise<ServiceClient | null>;
  /** Whether the service answers, and is this issuer. */
  isOurs(): Promise<boolean>;
};

type DocumentsWorld = {
  readonly controlPlane: Pick<ControlPlane, 'read'>;
  readonly baseUrl: string;
  /** Milliseconds. */
  readonly now: () => number;
  readonly onOtherIssuer: (issuer: string) => void;
};

const keptMilliseconds = 5 * 60_000;
const publicSeconds = 300;
const keptClients = 1000;

export function createDocuments({ controlPlane, baseUrl, now, onOtherIssuer }: DocumentsWorld): Documents {
  const discovery = kept(now, async () => {
    const text = await controlPlane.read('service/configuration', null);
    const issuer = text === null ? undefined : objectIn(text)['issuer'];
    if (text === null || issuer !== baseUrl) {
      onOtherIssuer(typeof issuer === 'string' ? issuer : '');
      throw controlPlaneFault('the service is another issuer');
    }
    return documentOf(text, 'application/json');
  });
  const jwks = kept(now, async () =>
    documentOf((await controlPlane.read('service/jwks/get', null)) ?? '{"keys":[]}', keySet),
  );
  const clients = createRecencyMap<() => Promise<ServiceClient | null>>(keptClients);
  return {
    discovery,
    jwks,
    client(number) {
      const name = String(number);
      const known =
        clients.get(name) ??
        kept(now, async () => {
          const text = await controlPlane.read(`client/get/${name}`, null);
          return text === null ? null : objectIn(text);
        });
      clients.set(name, known);
      return known();
    },
    isOurs: () =>
      discovery().then(
        () => true,
        () => false,
      ),
  };
}

const keySet = 'application/jwk-set+json'; // RFC 7517 §8.5

const documentOf = (body: string, type: string): Reply =>
  publicReply({ body, type, etag: `"${sha256(body)}"`, seconds: publicSeconds });

/** One reading at a time, kept while it is fresh; a failure is not kept. */
function kept<Value>(now: () => number, read: () => Promise<Value>): () => Promise<Value> {
  let held: { readonly value: Promise<Value>; readonly until: number } | null = null;
  return () => {
    if (held !== null && now() < held.until) return held.value;
    const value = read();
    const mine = { value, until: now() + keptMilliseconds };
    held = mine;
    value.catch(() => {
      if (held === mine) held = null;
    });
    return value;
  };
}

function objectIn(text: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null) return { ...value };
  } catch {
    // told of below
  }
  throw controlPlaneFault('a document is no JSON object');
}
