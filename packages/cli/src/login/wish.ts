/** What a sign-in asks for (cli.md §2). */

import type { Invocation } from '../command-line/command.ts';
import type { Server } from '../server/discover.ts';
import { type ServerMetadata, usualScopes } from '../server/metadata.ts';
import { splitScope } from '../server/token-answer.ts';
import type { Wish } from '../server/wish.ts';

/** Scopes and resources as given, else as the resource asked for first, else the usual ones. */
export function wishFor({ given, settings }: Invocation, server: Server): Wish {
  const scopes = scopesAsked({ given, settings }) ?? scopesFor(server);
  const resources = given.all('resource');
  const fromAddress = server.resource === null ? [] : [server.resource.identifier];
  const prompt = [
    ...(given.has('force') ? [accountPrompt(server.metadata)] : []),
    ...(scopes.includes('offline_access') ? ['consent'] : []), // OpenID Connect Core §11
  ];
  return {
    scopes,
    resources: resources.length > 0 ? resources : fromAddress,
    prompt: prompt.filter((value) => isServed(value, server.metadata)),
  };
}

/** `--scope` or SCOPE; null when the person left it open. */
export function scopesAsked({
  given,
  settings,
}: Pick<Invocation, 'given' | 'settings'>): readonly string[] | null {
  const text = given.text('scope') ?? settings.variable('SCOPE');
  return text === undefined ? null : splitScope(text);
}

/** What the challenge of a resource names says nothing about staying signed in: the server's list does. */
function scopesFor({ resource, metadata }: Server): readonly string[] {
  if (resource === null) return usualScopes(metadata);
  const offersOffline = metadata.scopes_supported?.includes('offline_access') === true;
  return [...new Set([...resource.scopes, ...(offersOffline ? ['offline_access'] : [])])];
}

const promptsServed = (metadata: ServerMetadata): readonly string[] | null => {
  const listed = metadata['prompt_values_supported'];
  return Array.isArray(listed) ? listed.filter((value) => typeof value === 'string') : null;
};

const isServed = (prompt: string, metadata: ServerMetadata): boolean =>
  promptsServed(metadata)?.includes(prompt) ?? true;

/** To choose the account; where a server has no such page, to sign in at least. */
const accountPrompt = (metadata: ServerMetadata): string =>
  isServed('select_account', metadata) ? 'select_account' : 'login';
