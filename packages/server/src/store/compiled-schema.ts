/** Owns what decides by a schema: loaded where somebody has registered one. */

import { z } from 'zod';

/** Whether a value is one of the schema, which `schemaFlaws` finds nothing wrong with. */
export function compileSchema(schema: Readonly<Record<string, unknown>>): (value: unknown) => boolean {
  const compiled = z.fromJSONSchema(schema as Parameters<typeof z.fromJSONSchema>[0], {
    registry: z.registry(), // what it says of itself is not ours to publish
  });
  return (value) => compiled.safeParse(value).success;
}
