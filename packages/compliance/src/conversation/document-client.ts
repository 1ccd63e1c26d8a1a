import assert from 'node:assert/strict';
import type { FixtureClient } from '../setup/fixture.ts';
import type { DocumentHost, HostName, Publication, Served } from '../wire/document-host.ts';
import type { Conversation } from './conversation.ts';
import type { ClientMetadata } from './registration.ts';

// A client that is an https document: draft-ietf-oauth-client-id-metadata-document.

/** A new site of a client, an origin of its own. */
export async function openSite(t: Conversation): Promise<DocumentHost> {
  assert.ok(t.target.openHost, 'the target reaches no site of this suite');
  return t.target.openHost();
}

/** A document that every rule is content with, with some members changed or left out. */
export function documentOf(url: string, changes: ClientMetadata = {}): ClientMetadata {
  return {
    client_id: url,
    client_name: 'Reading List',
    redirect_uris: ['https://app.example/cb'],
    token_endpoint_auth_method: 'none',
    ...changes,
  };
}

export interface DocumentClient {
  readonly document: Publication;
  readonly client: FixtureClient;
  /** A conversation that knows the client. */
  readonly t: Conversation;
}

/** The client at an address, as a conversation knows it: it names itself and has no secret. */
export function clientAt(url: string, redirect_uris: readonly string[]): FixtureClient {
  return {
    client_id: url,
    client_name: 'Reading List',
    token_endpoint_auth_method: 'none',
    redirect_uris,
    grant_types: ['authorization_code', 'refresh_token'],
    response_types: ['code'],
    scope: '',
    application_type: 'web',
  };
}

export interface Publishing {
  readonly changes?: ClientMetadata;
  /** How it is served: laid over 200 and the document. */
  readonly served?: Partial<Served>;
  readonly name?: HostName;
  readonly site?: DocumentHost;
}

/** Publishes a document at a site and introduces its client to the conversation. */
export async function published(t: Conversation, publishing: Publishing = {}): Promise<DocumentClient> {
  const { changes = {}, served = {}, name } = publishing;
  const site = publishing.site ?? (await openSite(t));
  const document = site.publish((url) => ({ body: documentOf(url, changes), ...served }), name);
  const registered = changes['redirect_uris'];
  const redirects = Array.isArray(registered) ? registered.map(String) : ['https://app.example/cb'];
  const client = clientAt(document.url, redirects);
  return { document, client, t: t.knowing(client) };
}
