import { after } from 'node:test';
import { postgresDatabase } from '../postgres.ts';
import { crash } from './crash.ts';

const database = await postgresDatabase();
after(() => database.close());

crash('PostgreSQL', { DATABASE_DRIVER: 'postgres', DATABASE_DSN: database.dsn }, () => {});
