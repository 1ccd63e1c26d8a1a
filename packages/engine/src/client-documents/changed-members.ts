import type { Client } from '../model/client.ts';

/** The settings in which two descriptions of a client differ. */
export const changedMembers = (earlier: Client, later: Client): readonly string[] =>
  (Object.keys(later) as (keyof Client)[]).filter(
    (name) => JSON.stringify(earlier[name]) !== JSON.stringify(later[name]),
  );
