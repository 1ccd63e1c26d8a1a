import { grantorPostgres, grantorSqlite } from './grantor.ts';
import { oidcProvider } from './oidc-provider.ts';
import type { System } from './system.ts';

/** What can be measured; the ratios are to `reference`. Another server is one more adapter file and row. */
export const systems: readonly System[] = [grantorSqlite, grantorPostgres, oidcProvider];
export const reference = oidcProvider.name;
