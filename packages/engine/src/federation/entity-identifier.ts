/** Names of entities, and the addresses that follow from them (OpenID Federation §1.2, §9). */

const longest = 2048;

/** Whether the text names an entity: an https URL without credentials, query and fragment. Any URL may be one. */
export function isEntityIdentifier(text: unknown): text is string {
  if (typeof text !== 'string' || text.length > longest || !/^https:\/\/[\x21-\x7e]+$/.test(text))
    return false;
  if (/[?#\\@]/.test(text)) return false;
  return URL.canParse(text);
}

/** Where the entity says of itself who it is (OpenID Federation §9). */
export const configurationUrl = (entity: string): string =>
  `${entity.replace(/\/$/, '')}/.well-known/openid-federation`;

/** Where its superior says it (OpenID Federation §8.1.1). */
export const fetchUrl = (endpoint: string, subject: string): string => {
  const url = new URL(endpoint);
  url.searchParams.set('sub', subject);
  return url.href;
};

/** The host of the entity, in lower case and without the dot of the root, which names the same host. */
export const hostOfEntity = (entity: string): string =>
  (URL.parse(entity)?.hostname ?? '').replace(/\.$/, '');
