/** The digest of a page on which something is decided: the decision counts for what it showed (protocol.md IN-6). */

import {
  type BackchannelConfirmation,
  type BrowserSession,
  type Client,
  type DeviceConfirmation,
  type EndSessionQuestion,
  type GrantChange,
  type Interaction,
  isSelfRegistered,
  type WayBack,
} from '@grantor/engine';
import { equalInConstantTime, hmacSha256 } from '@grantor/protocol';
import type { ClientIdentity, RequestedAccess, ShownChange } from '../pages/index.ts';
import type { Provider } from '../upstream/provider.ts';
import { clientIdentity } from './client-identity.ts';
import { requestedAccess } from './requested-access.ts';

type GrantChangeShown = ShownChange & { readonly revision: number };

/** All that a page says of who asks for what and who is asked, and what else a decision is bound to. */
export type Shown = AccessShown | RequestShown | LogoutShown | BeforeProviderShown | OnePageShown;

export type AccessShown = {
  readonly page: 'consent' | 'select_account' | 'not_a_member' | 'device' | 'request';
  /** The request: of a suspended one the flow, of a device the code. */
  readonly request: string;
  readonly clientId: string;
  readonly redirectUri: string | null;
  readonly logoUri: string | null;
  readonly client: ClientIdentity;
  readonly access: RequestedAccess | null;
  /** What becomes of a grant that is there; null: none is changed (advanced.md GMT-5). */
  readonly change: GrantChangeShown | null;
  readonly terms: readonly string[];
  readonly userId: string;
  readonly username: string;
};

export type RequestShown = AccessShown & {
  readonly access: RequestedAccess;
  /** What the person compares. */
  readonly message: string | null;
};

/** Nobody has signed in yet: it says what anybody would be asked, and what the provider is asked for. */
export type BeforeProviderShown = Omit<AccessShown, 'page' | 'access' | 'change' | 'userId' | 'username'> & {
  readonly page: 'before_provider';
  readonly access: RequestedAccess;
  readonly provider: string;
  readonly providerName: string;
  readonly providerScopes: readonly string[];
};

/** Nobody has signed in yet, and who does allows it with the same click. */
export type OnePageShown = Omit<
  BeforeProviderShown,
  'page' | 'provider' | 'providerName' | 'providerScopes'
> & {
  readonly page: 'one_page';
};

export type LogoutShown = {
  readonly page: 'logout';
  readonly clientId: string | null;
  readonly clientName: string | null;
  readonly wayBack: WayBack;
  readonly userId: string | null;
  readonly username: string | null;
};

/** What the page of this step shows. */
export function shownOf({ flow, client, redirectUri, step }: Interaction): AccessShown | null {
  if (step.kind === 'login' || step.kind === 'step_up') return null;
  return {
    page: step.kind,
    request: flow,
    redirectUri,
    ...ofClient(client, redirectUri),
    access: step.kind === 'consent' ? requestedAccess(step, 'one_by_one') : null,
    change: step.kind === 'consent' ? shownChange(step.change) : null,
    terms: step.kind === 'consent' ? step.terms : [],
    ...ofPerson(step.session),
  };
}

/** What is shown before the browser goes to the provider; null: nobody has to be asked first. */
export function shownBeforeProvider(
  { flow, client, redirectUri, ofAnybody }: Interaction,
  { name, label, scopes }: Pick<Provider, 'name' | 'label' | 'scopes'>,
): BeforeProviderShown | null {
  if (!isSelfRegistered(client)) return null;
  return {
    page: 'before_provider',
    request: flow,
    redirectUri,
    ...ofClient(client, redirectUri),
    access: requestedAccess(ofAnybody),
    terms: ofAnybody.terms,
    ...{ provider: name, providerName: label, providerScopes: scopes },
  };
}

/** What the page shows on which somebody signs in and allows at once. */
export const shownOnOnePage = ({ flow, client, redirectUri, ofAnybody }: Interaction): OnePageShown => ({
  page: 'one_page',
  request: flow,
  redirectUri,
  ...ofClient(client, redirectUri),
  access: requestedAccess(ofAnybody),
  terms: ofAnybody.terms,
});

/** What the page shows on which a device is allowed. */
export const shownOfDevice = (
  { client, scopes, resources, details, change, userCode }: DeviceConfirmation,
  person: BrowserSession,
): AccessShown & { readonly access: RequestedAccess } => ({
  page: 'device',
  request: userCode,
  redirectUri: null,
  ...ofClient(client, null),
  access: requestedAccess({ scopes, resources, claims: [], details }, 'one_by_one'),
  change: shownChange(change),
  terms: [],
  ...ofPerson(person),
});

/** What the page shows on which a client's request to a person is allowed. */
export const shownOfRequest = (
  { client, scopes, resources, details, change, id, bindingMessage }: BackchannelConfirmation,
  person: BrowserSession,
): RequestShown => ({
  page: 'request',
  request: id,
  redirectUri: null,
  ...ofClient(client, null),
  access: requestedAccess({ scopes, resources, claims: [], details }, 'one_by_one'),
  change: shownChange(change),
  terms: [],
  ...ofPerson(person),
  message: bindingMessage,
});

/** What the page shows that asks before a sign-out. */
export const shownOfLogout = (
  { client, wayBack }: EndSessionQuestion,
  person: BrowserSession | null,
): LogoutShown => ({
  page: 'logout',
  clientId: client?.id ?? null,
  clientName: client?.name ?? null,
  wayBack,
  userId: person?.userId ?? null,
  username: person?.username ?? null,
});

const shownChange = (change: GrantChange | null): GrantChangeShown | null =>
  change === null
    ? null
    : { action: change.action, revision: change.revision, removed: requestedAccess(change.removed) };

const ofClient = (client: Client, redirectUri: string | null) => ({
  clientId: client.id,
  logoUri: client.logoUri,
  client: clientIdentity(client, redirectUri),
});

const ofPerson = ({ userId, username }: BrowserSession) => ({ userId, username });

/** The value its form carries. The key keeps it from being made by anybody else. */
export const shownDigest = (key: Uint8Array, shown: Shown): string =>
  hmacSha256(key, `shown\n${JSON.stringify(shown)}`);

/** Whether the form came from a page that showed exactly this, in constant time (security.md T-12). */
export const wasShown = (key: Uint8Array, posted: string | undefined, shown: Shown | null): boolean =>
  shown !== null && equalInConstantTime(posted ?? '', shownDigest(key, shown));
