/** What a superior allows below it (OpenID Federation §6.2). Pure. */

import { isJsonObject } from '@grantor/protocol';
import { hostOfEntity } from './entity-identifier.ts';

/** Those between the superior who says it and the subject of the chain. */
export type Below = {
  /** How many entities stand between the two. */
  readonly intermediates: number;
  /** Every entity below the superior, the subject among them. */
  readonly entities: readonly string[];
  /** The types in which the subject has metadata. */
  readonly entityTypes: readonly string[];
};

export type Constraints = {
  /** Whether the chain may go on below as it does. */
  readonly admit: (below: Pick<Below, 'intermediates' | 'entities'>) => boolean;
  /** Whether the subject may have metadata in the type. */
  readonly allowsType: (entityType: string) => boolean;
};

/** What an entity always is: it needs no leave for that (OpenID Federation §6.2.3). */
const everyEntity = 'federation_entity';

/** The claim as rules; null: it cannot be read. */
export function readConstraints(claim: unknown): Constraints | null {
  if (!isJsonObject(claim)) return null;
  const { max_path_length: longest, naming_constraints: names, allowed_entity_types: types } = claim;
  const isPath = longest === undefined || (Number.isSafeInteger(longest) && Number(longest) >= 0);
  const naming = readNames(names);
  if (!isPath || naming === null || !(types === undefined || isTexts(types))) return null;
  return {
    admit: ({ intermediates, entities }) =>
      (longest === undefined || intermediates <= Number(longest)) && entities.every(naming),
    allowsType: (entityType) =>
      types === undefined || entityType === everyEntity || types.includes(entityType),
  };
}

/** Whether an entity may have its name; what is excluded is, whatever is permitted (OpenID Federation §6.2.2). */
function readNames(claim: unknown): ((entity: string) => boolean) | null {
  if (claim === undefined) return () => true;
  if (!isJsonObject(claim)) return null;
  const { permitted, excluded = [] } = claim;
  if (!(permitted === undefined || isTexts(permitted)) || !isTexts(excluded)) return null;
  return (entity) => {
    const host = hostOfEntity(entity);
    // RFC 5280 §4.2.1.10: whoever is known by an address alone is in no tree of names
    if (isAddress(host)) return false;
    const isIn = (trees: readonly string[]) => trees.some((tree) => isWithin(host, tree.toLowerCase()));
    return !isIn(excluded) && (permitted === undefined || isIn(permitted));
  };
}

/** `host.example` is that host, `.example.com` every host below it (RFC 5280 §4.2.1.10). */
const isWithin = (host: string, tree: string): boolean =>
  tree.startsWith('.') ? host.endsWith(tree) && host.length > tree.length : host === tree;

/** What a URL has as its host where that is an IP address. */
const isAddress = (host: string): boolean => host.startsWith('[') || /^[\d.]+$/.test(host);

const isTexts = (value: unknown): value is readonly string[] =>
  Array.isArray(value) && value.every((member) => typeof member === 'string');
