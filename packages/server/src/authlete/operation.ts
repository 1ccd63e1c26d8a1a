/** What an operation is given, and what it answers. */

import {
  type Client,
  type Engine,
  isSelfRegistered,
  type Source,
  type Store,
  sectorOf,
} from '@grantor/engine';
import type { Reply } from '@grantor/protocol';
import type * as authlete from '@grantor/protocol/authlete';
import type { Actor } from '../administration/change.ts';
import type { Site } from '../site/site.ts';
import type { ClientNumbers } from './wire/client-numbers.ts';

export type FrontEndWorld = {
  readonly engine: Engine;
  readonly store: Pick<Store, 'findClient' | 'findAccount'>;
  /** What administrators have, too. */
  readonly site: Pick<Site, 'clients' | 'tokens' | 'database' | 'credentials' | 'federation' | 'now'>;
  readonly numbers: ClientNumbers;
  readonly issuer: string;
  readonly siteName: string;
  readonly serviceId: number;
  /** Whether clients need PKCE that are not set otherwise. */
  readonly pkce: 'required' | 'not_required';
};

export type Call<Name extends authlete.OperationName> = {
  readonly given: authlete.RequestOf<Name>;
  /** What stands for `{…}` in the path. */
  readonly id: string;
  readonly source: Source;
  readonly world: FrontEndWorld;
};

/** Members of the answer; those that are undefined or null are left out (federation-vci-authlete.md ATL-3). */
type Members = Readonly<Record<string, unknown>>;

export type Outcome<Name extends authlete.OperationName> =
  /** An answer with an action; `about`: the client, for the audit log. */
  | {
      readonly kind: 'action';
      readonly action: authlete.ActionOf<Name>;
      readonly content?: string | undefined;
      readonly members?: authlete.ReplyOf<Name>;
      readonly about?: string | null;
    }
  /** What an endpoint replied: its status says which action it is. */
  | { readonly kind: 'relay'; readonly reply: Reply; readonly members?: authlete.ReplyOf<Name> }
  /** The document itself. */
  | { readonly kind: 'document'; readonly value: Members | string }
  | { readonly kind: 'nothing' };

export type Handler<Name extends authlete.OperationName> = (call: Call<Name>) => Promise<Outcome<Name>>;

/** Who does it, for the audit log: the front-end, whoever it acts for. */
export const actorOf = ({ source }: Pick<Call<authlete.OperationName>, 'source'>): Actor => ({
  username: '(front-end)',
  source,
});

/** Of a list: from `start` on, before `end`; a hundred at most. */
export function pageIn({
  start = 0,
  end,
}: {
  readonly start?: number | undefined;
  readonly end?: number | undefined;
}) {
  const limit = Math.min(Math.max((end ?? start + usualPage) - start, 0), mostOnPage);
  return { start, end: start + limit, limit };
}

const usualPage = 5;
const mostOnPage = 100;

/** `clientId` and its companions in an answer (federation-vci-authlete.md ATL-4). */
export const clientMembers = ({ numbers }: FrontEndWorld, id: string) => ({
  clientId: numbers.of(id),
  clientIdAlias: id,
  clientIdAliasUsed: true,
});

/** A client as front-ends read it (federation-vci-authlete.md ATL-23). */
export function describeClient({ numbers }: FrontEndWorld, client: Client): Members {
  const number = numbers.of(client.id);
  return {
    ...{ number, clientId: number, clientIdAlias: client.id, clientIdAliasEnabled: true },
    ...{ clientName: client.name, description: client.description, logoUri: client.logoUri },
    ...{ tosUri: client.tosUri, policyUri: client.policyUri, clientUri: client.clientUri },
    clientType: client.authMethod === 'none' ? 'PUBLIC' : 'CONFIDENTIAL',
    subjectType: client.subjectType === 'pairwise' ? 'PAIRWISE' : 'PUBLIC',
    derivedSectorIdentifier: sectorOf(client) ?? undefined,
    ...{ dynamicallyRegistered: isSelfRegistered(client), redirectUris: client.redirectUris },
    // What an administrator said: nobody has to be asked
    attributes: client.consent === 'skip' ? [{ key: 'first_party', value: 'true' }] : [],
  };
}
