/** The tables of whom administrators trust, and what they allow beside clients and resources. Conventions as in schema.ts. */

import type { Json } from './json.ts';

/** A record of settings under an id that its maker chose. */
export type PolicyTable = {
  id: string;
  settings: Json;
  created_at: number;
  updated_at: number;
};

/** A scope that belongs to no resource (clients.md §9). */
export type FreeStandingScopeTable = {
  name: string;
  /** All else of the model. */
  settings: Json;
  created_at: number;
  updated_at: number;
};

/** Whom the subject of another issuer is here (advanced.md JWB-3). */
export type ForeignSubjectTable = {
  issuer: string;
  subject: string;
  user_id: string;
  linked_at: number;
  /** When it was taken away; null: it stands. */
  ended_at: number | null;
};
