/** The tables of whom administrators trust, and what they allow beside clients and resources. Conventions as in schema.ts. */

import type { Json } from './json.ts';

/** A record of settings under an id that its maker chose. */
export type PolicyTable = {
  id: string;
  settings: Json;
  created_at: number;
  updated_at: number;
};

/** One row: another text after each change to what administrators lay down, resources included, by a trigger. */
export type PolicyRevisionTable = { one: number; revision: string };

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

export type ResourceTable = {
  uri: string;
  name: string | null;
  /** null: any scope name. */
  scopes: Json | null;
  /** Every other setting of the model. */
  settings: Json;
  created_at: number;
  updated_at: number;
};

/** A type of authorization details (advanced.md RAR-1). */
export type DetailsTypeTable = {
  id: string;
  title: Json;
  labels: Json;
  json_schema: Json;
  /** null: any resource the client may ask for. */
  locations: Json | null;
  created_at: number;
  updated_at: number;
};
