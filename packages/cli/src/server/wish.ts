/** What somebody asks for with a token: scopes, what it is for, and how the person is asked. */
export type Wish = {
  readonly scopes: readonly string[];
  readonly resources: readonly string[];
  readonly prompt: readonly string[];
};

/** `scope` and each `resource` (RFC 8707 §2). */
export function addWish(parameters: URLSearchParams, { scopes, resources }: Omit<Wish, 'prompt'>): void {
  if (scopes.length > 0) parameters.set('scope', scopes.join(' '));
  for (const resource of resources) parameters.append('resource', resource);
}
