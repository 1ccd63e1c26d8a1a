/** The authorization servers that a resource names beside the first one, which is the one that is examined. */

import { mayName } from '../../server/address.ts';
import { documentForms } from '../../server/documents.ts';
import { clean } from '../../untrusted/clean.ts';
import { type JsonObject, readText, readTexts } from '../../untrusted/json.ts';
import { isWebAddress } from '../../untrusted/printable.ts';
import { shellWord } from '../../untrusted/shell-word.ts';
import { type Ask, describeAnswer, isDocument } from '../target/ask.ts';
import type { Target } from '../target/target.ts';
import { type Check, type Outcome, ok, warning } from './check.ts';
import { isElsewhere, ofResourceDocument } from './sides.ts';

/** The list is the resource's. */
const mostServers = 10;

export const furtherServersCheck: Check = {
  id: 'resource.further-servers',
  about: 'resource',
  title: 'Further authorization servers answer for themselves',
  trips: 'Clients choose among the servers that are named, and not all of them take the first.',
  remedy: 'Name only servers that are in service, by their issuer.',
  rule: 'RFC 9728 §7.6',
  look: ofResourceDocument(lookAtFurther),
};

async function lookAtFurther(document: JsonObject, { address, server, askAnyway }: Target): Promise<Outcome> {
  const named = new Set(readTexts(document, 'authorization_servers').filter(isWebAddress));
  const further = [...named].filter((issuer) => issuer !== server?.issuer).slice(0, mostServers);
  const wrong: string[] = [];
  for (const issuer of further) {
    const trouble = await troubleWith(issuer, address, askAnyway);
    if (trouble !== null) wrong.push(`${clean(issuer)} ${trouble}`);
  }
  if (wrong.length > 0) return warning(wrong.join('; '));
  return further.length === 0 ? ok() : ok(`look at each: ${further.map(commandFor).join(', ')}`);
}

const commandFor = (issuer: string): string => `grantor doctor ${shellWord(issuer)}`;

/** What keeps a client from signing people in there; null for nothing. */
async function troubleWith(issuer: string, address: string, ask: Ask): Promise<string | null> {
  if (!mayName(address, issuer)) return isElsewhere;
  let first: string | null = null;
  for (const { url } of documentForms(issuer)) {
    const answer = await ask(url);
    if (answer.status === 0) return 'does not answer';
    if (!isDocument(answer)) {
      first ??= `has no metadata: ${describeAnswer(answer)}`;
      continue;
    }
    const said = readText(answer.json ?? {}, 'issuer');
    if (said !== issuer) return `calls itself ${clean(said ?? '(nothing)')}`;
    const hasPkce = readTexts(answer.json ?? {}, 'code_challenge_methods_supported').includes('S256');
    return hasPkce ? null : 'does not advertise PKCE with S256';
  }
  return first;
}
