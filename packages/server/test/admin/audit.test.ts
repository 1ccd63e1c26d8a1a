import { strict as assert } from 'node:assert';
import { after, before, describe, it } from 'node:test';
import { cellOf } from '../../src/admin/audit-csv.ts';
import { type AccountWorld, carol, startAccountWorld } from '../account/world.ts';
import { bob, webApplication } from '../e2e/declarations.ts';
import { type PlainBrowser, plainBrowser } from '../e2e/plain-browser.ts';

let world: AccountWorld;
let browser: PlainBrowser;

before(async () => {
  world = await startAccountWorld({}, { people: [carol] });
  browser = await world.signedIn(carol);
});
after(() => world.stop());

/** What is batched is there within a second or so. */
async function untilListed(path: string): Promise<string> {
  for (let tries = 0; tries < 100; tries++) {
    const html = await (await browser.get(path)).text();
    if (/href="\/admin\/audit\/[0-9a-f-]{36}"/.test(html)) return html;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`${path} never showed an entry`);
}

describe('/admin/audit', () => {
  it('shows what happened to administrators, with all details behind each entry — product.md §12.3 /admin/audit', async () => {
    const list = await untilListed('/admin/audit?event_type=AUTHENTICATION_SUCCESS');
    const [, path = ''] = /href="(\/admin\/audit\/[0-9a-f-]{36})"/.exec(list) ?? [];
    const entry = await browser.get(path);
    assert.equal(entry.status, 200);
    const html = await entry.text();
    assert.match(html, /AUTHENTICATION_SUCCESS/);
    assert.match(html, /actor_user_id=carol-0003/);
  });

  it('keeps its filters in the address, and says when nothing fits — product.md A-2', async () => {
    const html = await (await browser.get('/admin/audit?severity=CRITICAL&search=nobody')).text();
    assert.match(html, /No entry fits “nobody”/);
    assert.match(html, /severity=CRITICAL/);
  });

  it('is exported as CSV, and the export is an entry of its own — operations.md D-6', async () => {
    const answer = await browser.get('/admin/audit/export?event_type=AUTHENTICATION_SUCCESS');
    assert.equal(answer.headers.get('content-type'), 'text/csv; charset=utf-8');
    assert.match(
      answer.headers.get('content-disposition') ?? '',
      /^attachment; filename="audit_logs_\d{4}-\d\d-\d\d\.csv"$/,
    );
    const [header, first] = (await answer.text()).split('\r\n');
    assert.equal(
      header,
      'Event Time,Event Type,Severity,Actor Username,Actor IP,Resource Type,Resource Name,Action,Success,Error Message,Actor User ID,Resource ID,Request ID',
    );
    assert.match(first ?? '', /,AUTHENTICATION_SUCCESS,INFO,carol,/);
    await untilListed('/admin/audit?event_type=AUDIT_LOG_EXPORTED');
  });

  it('is read as JSON, with the same filters — operations.md D-5', async () => {
    const read = async (path: string) => (await (await browser.get(path)).json()) as Record<string, never>;
    const { logs, pagination } = await read(
      '/admin/audit/api?event_type=AUTHENTICATION_SUCCESS&page_size=10',
    );
    const [log] = logs as unknown as Record<string, unknown>[];
    assert.equal(log?.['event_type'], 'AUTHENTICATION_SUCCESS');
    assert.equal(log?.['actor_username'], 'carol');
    assert.ok(!Object.values(log ?? {}).includes(null), 'null members break parsers');
    assert.equal(pagination?.['page_size'], 10);
    await untilListed('/admin/audit?event_type=AUDIT_LOG_VIEWED'); // operations.md §5: the reading, too
    const statistics = await read('/admin/audit/api/stats');
    assert.equal(statistics['days'], 30);
  });

  it('calls people and clients by their names where a request knew their ids alone — product.md §12.3', async () => {
    await world.allows(await world.signedIn(), 'openid');
    const list = await untilListed('/admin/audit?event_type=AUTHORIZATION_CODE_EXCHANGED');
    assert.match(list, /<span>alice<\/span>/);
    const [, path = ''] = /href="(\/admin\/audit\/[0-9a-f-]{36})"/.exec(list) ?? [];
    const entry = await (await browser.get(path)).text();
    assert.match(entry, /<dd>alice<\/dd>/);
    assert.ok(
      entry.includes(`${webApplication.client_name} <code>${webApplication.client_id}</code>`),
      entry,
    );
    assert.match(await (await browser.get('/admin')).text(), /<span class="quiet">alice<\/span>/);
  });

  it('is closed to everybody else — security.md D-2', async () => {
    const other = await world.signedIn(bob);
    for (const path of ['', '/audit', '/audit/export', '/audit/api', '/audit/api/stats', '/audit/0'])
      assert.equal((await other.get(`/admin${path}`)).status, 403, path);
    const nobody = plainBrowser(world.server);
    assert.match((await nobody.get('/admin/audit')).headers.get('location') ?? '', /^\/login\?/);
  });
});

describe('/admin', () => {
  it('draws what happened, and says who looks after whom — product.md L-6', async () => {
    await world.server.running.database.kysely
      .insertInto('daily_count')
      .values({
        ...{ day: Math.floor(Date.now() / 86_400_000), kind: 'event', count: 7_351 },
        name: 'CLIENT_CREDENTIALS_TOKEN_ISSUED INFO 1',
      })
      .execute();
    const html = await (await browser.get('/admin')).text();
    assert.match(html, /<desc id="tokens-said">[^<]*Client credentials: 7,351/);
    assert.match(html, /<td>7,351<\/td>/, 'the same number in the table');
    assert.match(html, /<span class="figure">4<\/span><span class="quiet">Administrators: 2, disabled: 0</);
    assert.match(html, /href="\/admin\/audit\/[0-9a-f-]{36}"/);
  });
});

describe('a cell of a CSV', () => {
  it('is no formula for any spreadsheet — security.md O-2', () => {
    for (const start of ['=', '+', '-', '@', '\t', '\r'])
      assert.match(cellOf(`${start}1+1`), /^"?'/, JSON.stringify(start));
    assert.equal(cellOf('  =1'), "'  =1");
  });

  it('is quoted where it must be — RFC 4180 §2', () => {
    assert.equal(cellOf('a,"b"\nc'), '"a,""b""\nc"');
    assert.equal(cellOf('plain'), 'plain');
    assert.equal(cellOf(null), '');
  });
});
