/** What administrators lay down beside clients and resources, through the management API (product.md M-3). */

import type { Does } from './access-operations.ts';
import { detailTypeOperations } from './detail-type-operations.ts';
import { policyOperations } from './policy-operations.ts';
import { scopeOperations } from './scope-operations.ts';
import type { ManagementWorld } from './world.ts';

/** Their tests, in a world that has been started by then. */
export function recordOperations(world: () => ManagementWorld, does: Does): void {
  policyOperations(world, does);
  detailTypeOperations(world, does);
  scopeOperations(world, does);
}
