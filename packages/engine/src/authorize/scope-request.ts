import {
  gravestEffect,
  type InclusiveWords,
  isFreeStanding,
  type Resource,
  type ResourceScope,
  type ScopeWords,
  scopeWordsAt,
} from '../model/resource.ts';
import type { ScopeRequest } from '../requests/outcome.ts';
import { resourcesInForce } from '../tokens/scope-hierarchy.ts';

export type ScopeContext = {
  readonly resources: readonly string[];
  readonly registered: readonly Resource[];
};

/** A scope in the words of the resources it is asked for. */
export function describeScope(
  name: string,
  { resources, registered }: ScopeContext,
  approval: 'new' | 'known',
): ScopeRequest {
  const inForce = resourcesInForce(resources, registered);
  const wordsAt = (places: readonly Resource[]) => places.flatMap((place) => scopeWordsAt(place, name) ?? []);
  const all = wordsAt(inForce);
  const opened = wordsAt(
    inForce.filter(({ scopes }) => scopes?.some((scope) => opens(scope, name)) === true),
  );
  const [ofNoResource] = wordsAt(inForce.filter(isFreeStanding));
  return {
    ...{ name, ...joinedWords(all), ...allIncluded(all), known: approval === 'known' },
    ...(ofNoResource === undefined ? {} : { ofNoResource }),
    ...(opened.length === 0 ? {} : { credential: joinedWords(opened) }),
  };
}

const opens = (scope: ResourceScope, name: string): boolean =>
  scope.name === name && scope.says !== undefined;

/** What any of several resources says that it includes, each name once. */
function allIncluded(all: readonly InclusiveWords[]): Pick<InclusiveWords, 'includes'> {
  const names = new Map(all.flatMap(({ includes = [] }) => includes).map((scope) => [scope.name, scope]));
  return names.size === 0 ? {} : { includes: [...names.values()] };
}

/** What several resources say of a scope of one name: every sentence, and the gravest effect. */
function joinedWords(all: readonly ScopeWords[]): ScopeWords {
  const joined = (sentences: readonly (string | null)[]): string | null =>
    [...new Set(sentences.filter((sentence) => sentence !== null))].join(' · ') || null;
  const languages = [...new Set(all.flatMap(({ descriptions = {} }) => Object.keys(descriptions)))].sort();
  const translated = languages.map((language) => [
    language,
    joined(all.map(({ description, descriptions = {} }) => descriptions[language] ?? description)) ?? '',
  ]);
  const effect = gravestEffect(all.map((scope) => scope.effect));
  return {
    description: joined(all.map(({ description }) => description)),
    ...(languages.length === 0 ? {} : { descriptions: Object.fromEntries(translated) }),
    ...(effect === undefined ? {} : { effect }),
  };
}
