import { once } from 'node:events';
import { createGrantor } from '@grantor/server';
import express from 'express';

const { PORT: port = '3000', DATA_DIR: dataDir = './data' } = process.env;

// The application's own users; a real one asks its database, and hashes passwords.
const users = new Map([['17', { id: '17', username: 'ada', claims: { name: 'Ada Lovelace' } }]]);
const passwords = new Map([['ada', { id: '17', password: 'the analytical engine' }]]);

const grantor = await createGrantor({
  server: { baseUrl: `http://localhost:${port}/auth`, dataDir },
  accounts: {
    find: async (id) => users.get(id) ?? null,
    verify: async (name, password) => {
      const known = passwords.get(name);
      return known?.password === password ? (users.get(known.id) ?? null) : null;
    },
  },
  onEvent: ({ type, actor }) => console.log(type, actor.username ?? ''),
});

const app = express();
app.use(grantor.node); // before body parsers
app.get('/', (_request, response) => response.send('<a href="/auth/">Your account</a>'));

const server = app.listen(Number(port), '127.0.0.1', () => console.log(`http://localhost:${port}/`));
await Promise.race([once(process, 'SIGTERM'), once(process, 'SIGINT')]);
server.close();
await grantor.close();
process.exit();
