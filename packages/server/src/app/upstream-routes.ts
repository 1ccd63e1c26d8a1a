/** The ways to other providers and back (product.md I-1): one of each for each provider that is served. */

import type { Route } from '../http/routes.ts';
import { postThrough, showThrough } from '../login/through.ts';
import { returnThrough } from '../login/through-return.ts';
import type { Site } from '../site/site.ts';
import type { Mounts } from './page-mounts.ts';

export const upstreamRoutes = ({ upstream, aliases }: Site, { page }: Mounts): readonly Route[] =>
  upstream.providers.flatMap((provider) => {
    const { name } = provider;
    const served = (path: string, others: readonly string[]) =>
      aliases === 'served' ? [path, ...others] : [path];
    const returns = [`/oauth/${name}/callback`, ...(name === 'github' ? ['/callback'] : [])];
    return [
      page(served(`/auth/login/${name}`, [`/oauth/${name}`]), showThrough(provider), postThrough(provider)),
      page(served(`/auth/callback/${name}`, returns), returnThrough(provider), null),
    ];
  });
