import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { CookieJar } from '../src/wire/cookie-jar.ts';

const at = (path: string) => new URL(path, 'http://127.0.0.1:9');

function jarWith(path: string, ...lines: string[]): CookieJar {
  const jar = new CookieJar();
  const headers = new Headers();
  for (const line of lines) headers.append('set-cookie', line);
  jar.store(at(path), headers);
  return jar;
}

describe('cookie jar', () => {
  it('sends a cookie back below its path only', () => {
    const jar = jarWith('/', 'a=1; Path=/login', 'b=2; Path=/');
    assert.equal(jar.header(at('/login/x')), 'a=1; b=2');
    assert.equal(jar.header(at('/loginx')), 'b=2');
  });

  it('takes the folder of the request where no path is given', () => {
    const jar = jarWith('/flow/start', 'a=1');
    assert.equal(jar.header(at('/flow/next')), 'a=1');
    assert.equal(jar.header(at('/other')), undefined);
  });

  it('drops a cookie that expires', () => {
    const jar = jarWith('/', 'a=1; Path=/', 'a=; Path=/; Max-Age=0');
    assert.equal(jar.header(at('/')), undefined);
  });

  it('drops a cookie whose date has passed', () => {
    const jar = jarWith('/', 'a=1; Path=/', 'a=; Path=/; Expires=Thu, 01 Jan 1970 00:00:00 GMT');
    assert.equal(jar.header(at('/')), undefined);
  });

  it('lets no cookie go with a form of another site but those that say so', () => {
    const jar = jarWith(
      '/',
      'a=1; Path=/; SameSite=Lax',
      'b=2; Path=/; SameSite=None; Secure',
      'c=3; Path=/',
    );
    assert.equal(jar.header(at('/'), 'foreign_form'), 'b=2');
    assert.equal(jar.header(at('/')), 'a=1; b=2; c=3');
  });

  it('keeps its clone apart', () => {
    const jar = jarWith('/', 'a=1; Path=/');
    const copy = jar.clone();
    jar.store(at('/'), new Headers({ 'set-cookie': 'a=2; Path=/' }));
    assert.equal(copy.header(at('/')), 'a=1');
    assert.equal(jar.find(/^a$/)?.value, '2');
  });
});
