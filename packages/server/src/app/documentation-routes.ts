/** The documentation (product.md §14). */

import { leadToPage, showDocumentation } from '../documentation/documentation.ts';
import type { Route } from '../http/routes.ts';
import type { Mounts } from './page-mounts.ts';

export const documentationRoutes = ({ shown }: Mounts): readonly Route[] => [
  shown(['/docs', '/docs/', '/docs/{id}'], leadToPage),
  shown(['/docs/{id}/{id}'], showDocumentation),
];
