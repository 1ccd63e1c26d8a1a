/** Whether a browser can be expected here (cli.md §2). */

import type { World } from '../world/world.ts';

export type Surroundings =
  | { readonly kind: 'desktop' }
  | { readonly kind: 'elsewhere'; readonly reason: string };

type Row = { readonly reason: string; readonly holds: (world: World) => boolean };

const isSet =
  (...names: readonly string[]) =>
  ({ environment }: World): boolean =>
    names.some(
      (name) => environment[name] !== undefined && environment[name] !== '' && environment[name] !== 'false',
    );

const rows: readonly Row[] = [
  {
    reason: 'This is a CI job',
    holds: isSet('CI', 'GITHUB_ACTIONS', 'GITLAB_CI', 'BUILDKITE', 'TF_BUILD', 'JENKINS_URL'),
  },
  { reason: 'This is a session over SSH', holds: isSet('SSH_CONNECTION', 'SSH_TTY') },
  { reason: 'This is a container', holds: (world) => world.isContainer },
  {
    reason: 'No display here',
    holds: (world) => world.platform === 'linux' && !isSet('DISPLAY', 'WAYLAND_DISPLAY')(world),
  },
];

/** The first reason against a browser, or a desktop. */
export function surroundingsOf(world: World): Surroundings {
  const against = rows.find(({ holds }) => holds(world));
  return against === undefined ? { kind: 'desktop' } : { kind: 'elsewhere', reason: against.reason };
}
