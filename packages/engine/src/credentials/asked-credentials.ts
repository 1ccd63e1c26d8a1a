/** How credentials are asked for: by scopes, and by authorization details (OpenID4VCI §5.1.1, §5.1.2). */

import type { DetailWords, KnownDetailsType } from '../model/authorization-details.ts';
import {
  type CredentialConfiguration,
  claimName,
  configurationIdOf,
  credentialDetailsType,
  sayingsOf,
} from '../model/credential-configuration.ts';
import { type Resource, unregisteredResource } from '../model/resource.ts';

/** The type of authorization details that no administrator registers (federation-vci-authlete.md VCI-6). */
export const builtInDetailsType = (
  configurations: readonly CredentialConfiguration[],
  title: DetailWords,
): KnownDetailsType => ({
  id: credentialDetailsType,
  title,
  labels: [],
  schema: {},
  locations: null,
  accepts: (detail) => {
    const { type: _, locations: __, credential_configuration_id: ___, ...more } = detail;
    const id = configurationIdOf(detail);
    return Object.keys(more).length === 0 && configurations.some((each) => each.id === id);
  },
  describe: (detail) => {
    const id = configurationIdOf(detail);
    const found = configurations.find((each) => each.id === id);
    const path = 'credential_configuration_id';
    // Which credential, and what it says of the person
    return found === undefined
      ? [{ path, label: null, values: [String(id)] }]
      : [{ path, label: { path, ...found.name }, values: found.claims.map(claimName) }];
  },
  says: (detail) => {
    const id = configurationIdOf(detail);
    return configurations.filter((each) => each.id === id).flatMap(sayingsOf);
  },
});

/** What lists the scopes of credentials; no token is for it. */
export const credentialScopes = (
  uri: string,
  configurations: readonly CredentialConfiguration[],
): Resource => ({
  ...unregisteredResource(uri),
  scopes: configurations.flatMap((configuration) =>
    configuration.scope === null
      ? []
      : [
          {
            name: configuration.scope,
            ...{ isDefault: false, isRestricted: false, implies: [], says: sayingsOf(configuration) },
            ...wordsOf(configuration),
          },
        ],
  ),
});

/** The name of the credential, and what it says of the person. */
function wordsOf({ name, claims }: CredentialConfiguration) {
  const said = claims.map((claim) => claim.label ?? { text: claimName(claim) });
  const inLanguage = (tag: string | null): string => {
    const [title, ...members] = [name, ...said].map(({ text, texts = {} }) =>
      tag === null ? text : (texts[tag] ?? text),
    );
    return members.length === 0 ? `${title}` : `${title}: ${members.join(', ')}`;
  };
  const tags = new Set([name, ...said].flatMap(({ texts = {} }) => Object.keys(texts)));
  return {
    description: inLanguage(null),
    ...(tags.size === 0
      ? {}
      : { descriptions: Object.fromEntries([...tags].map((tag) => [tag, inLanguage(tag)])) }),
  };
}
