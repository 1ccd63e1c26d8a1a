import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Secret } from '@grantor/protocol';
import fc from 'fast-check';
import { parseTarget } from '../../src/config/values/database.ts';

const places = { folder: '/srv', dataDir: '/srv/data' };

function target(driver: 'sqlite' | 'postgres', dsn: string | null): unknown {
  const result = parseTarget({ driver, dsn: dsn === null ? null : Secret.of(dsn) }, places);
  if (!result.ok) return null;
  return result.value.kind === 'sqlite' ? result.value.file : result.value.url.reveal();
}

describe('the database', () => {
  it('is a file for sqlite — operations §2', () => {
    assert.equal(target('sqlite', null), '/srv/data/grantor.db');
    assert.equal(target('sqlite', 'db/x.sqlite'), '/srv/db/x.sqlite');
    for (const dsn of ['file:x.db', 'x.db?cache=shared', 'postgres://db/x', 'host=db user=x']) {
      assert.equal(target('sqlite', dsn), null, dsn);
    }
  });

  it('is a URL for postgres, as given — operations §2', () => {
    const url = 'postgresql://u:p@db:5433/grantor?sslmode=require';
    assert.equal(target('postgres', url), url);
    assert.equal(target('postgres', 'postgres://db:port/x'), null);
  });

  for (const [pairs, url] of [
    ['host=db user=u password=p dbname=d', 'postgres://u:p@db/d'],
    ['host=db port=5433 user=u dbname=d sslmode=disable', 'postgres://u@db:5433/d?sslmode=disable'],
    ["host = db user='a b' password='it\\'s' dbname=d", "postgres://a%20b:it's@db/d"],
    ['host=::1 user=u', 'postgres://u@[::1]/u'],
    ['host=/var/run/postgresql user=u', 'postgres://u@/u?host=%2Fvar%2Frun%2Fpostgresql'],
  ] as const) {
    it(`takes ${pairs}`, () => {
      assert.equal(target('postgres', pairs), url);
    });
  }

  it('is refused without host, with a lone word, and when nothing is given', () => {
    for (const dsn of ['user=u dbname=d', 'host=db grantor', 'grantor.db', "host='db", null]) {
      assert.equal(target('postgres', dsn), null, String(dsn));
    }
  });

  it('gets back any password it was given in quotes', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 1 }), (password) => {
        const quoted = password.replace(/[\\']/g, '\\$&');
        const url = new URL(String(target('postgres', `host=db user=u password='${quoted}' dbname=d`)));
        assert.equal(decodeURIComponent(url.password), password);
      }),
    );
  });
});
