import type { Random } from '@grantor/engine';
import { foldName, isUsername } from '../people/names.ts';

const mostNumbered = 20;

/** What somebody is called elsewhere, best first, as user names may be; then numbered, then with a random end. */
export function usernamesLike(wished: readonly string[], random: Random): readonly string[] {
  const fitting = wished
    .map((each) =>
      foldName(each)
        .replaceAll(/[^a-z0-9._@-]+/g, '-')
        .split('-')
        .filter((part) => part !== '')
        .join('-')
        .slice(0, 56),
    )
    .filter(isUsername);
  const first = fitting[0] ?? 'user';
  const numbered = Array.from({ length: mostNumbered }, (_, index) => `${first}-${index + 2}`);
  const unlike = `${first.slice(0, 40)}-${random.integer(2 ** 31).toString(36)}`;
  return [...(fitting.length === 0 ? [first] : fitting), ...numbered, unlike];
}
