import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { inspect } from 'node:util';
import fc from 'fast-check';
import { defaultParameterLimit, OAuthError, Params, parameterLimits, repetitionLimit } from '../src/index.ts';

const times = (count: number, name: string): Params => Params.of(Array(count).fill([name, 'x']));
const codeOfLimit = (name: string): string =>
  ({
    scope: 'invalid_scope',
    resource: 'invalid_target',
    authorization_details: 'invalid_authorization_details',
  })[name] ?? 'invalid_request';

describe('Params', () => {
  it('refuses a repeated parameter where it is read — RFC 6749 §3.2', () => {
    const params = Params.of([
      ['a', '1'],
      ['a', '2'],
      ['b', '3'],
    ]);
    assert.throws(() => params.get('a'), { code: 'invalid_request' });
    assert.throws(() => params.all('a'), { code: 'invalid_request' });
    assert.throws(() => params.check(['b', 'a']), { code: 'invalid_request' });
    params.check(['b', 'c']);
    assert.equal(params.get('b'), '3');
  });

  it('refuses a parameter repeated with one and the same value — RFC 6749 §3.2', () => {
    assert.throws(() => times(2, 'client_id').get('client_id'), { code: 'invalid_request' });
  });

  it('lets resource and audience repeat, ten times at most — RFC 8707 §2, protocol.md §1 known parameter repeated', () => {
    for (const name of ['resource', 'audience']) {
      assert.equal(times(repetitionLimit, name).all(name).length, 10);
      times(repetitionLimit, name).check([name]);
      assert.throws(() => times(repetitionLimit + 1, name).all(name), { code: codeOfLimit(name) });
      assert.throws(() => times(2, name).get(name), { code: 'invalid_request' });
    }
  });

  for (const [name, limit] of [...parameterLimits, ['user_code', defaultParameterLimit] as const]) {
    it(`takes ${limit} characters of ${name} and not one more — protocol.md §1 value over its limit`, () => {
      const exact = Params.of([[name, 'x'.repeat(limit)]]);
      assert.equal(exact.get(name)?.length, limit);
      const over = Params.of([[name, 'x'.repeat(limit + 1)]]);
      for (const read of [() => over.get(name), () => over.all(name), () => over.check([name])]) {
        assert.throws(read, { code: codeOfLimit(name) });
      }
    });
  }

  it('has the limits of protocol.md §1 value over its limit', () => {
    const expected = {
      client_id: 2048,
      redirect_uri: 2048,
      resource: 2048,
      state: 4096,
      nonce: 1024,
      scope: 4096,
    };
    const others = {
      login_hint: 320,
      claims: 8192,
      code: 512,
      refresh_token: 512,
      device_code: 512,
      request: 16384,
    };
    for (const [name, limit] of Object.entries({ ...expected, ...others })) {
      assert.equal(parameterLimits.get(name), limit);
    }
  });

  it('still echoes a state that is too long or repeated — protocol.md §1 value over its limit', () => {
    const long = 's'.repeat(5000);
    const params = Params.of([
      ['state', long],
      ['state', 'other'],
    ]);
    assert.equal(params.echo('state'), long);
    assert.equal(params.echo('nonce'), undefined);
  });

  it('ignores parameters that nobody reads, whatever they hold — RFC 6749 §3.1', () => {
    const params = Params.of([
      ['x', 'y'.repeat(50_000)],
      ['x', '2'],
      ['client_id', 'a'],
    ]);
    params.check(['client_id', 'scope']);
    assert.equal(params.get('client_id'), 'a');
  });

  it('treats an empty value as absent — RFC 6749 §3.1', () => {
    const params = Params.of([['a', '']]);
    assert.equal(params.has('a'), false);
    assert.equal(params.get('a'), undefined);
    assert.deepEqual(params.all('a'), []);
  });

  it('holds names of Object.prototype like any other — security.md I-4', () => {
    const names = ['__proto__', 'constructor', 'toString', 'hasOwnProperty'];
    for (const name of names) {
      assert.equal(Params.of([]).get(name), undefined);
      assert.equal(Params.of([[name, 'x']]).get(name), 'x');
      assert.throws(() => Params.of([[name, 'x'.repeat(1025)]]).get(name), { code: 'invalid_request' });
    }
  });

  it('gives a view of some names and leaves the first as it was', () => {
    const params = Params.of([
      ['a', '1'],
      ['b', '2'],
    ]);
    assert.deepEqual(params.only(['b', 'd']).entries(), [['b', '2']]);
    assert.equal(params.get('a'), '1');
  });

  it('is the same again after its entries were kept', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.constantFrom('a', 'b', 'c'), fc.string())), (pairs) => {
        const params = Params.of(pairs);
        assert.deepEqual(Params.of(params.entries()).entries(), params.entries());
      }),
    );
  });

  it('answers every question or throws OAuthError — security.md I-1', () => {
    const name = fc.oneof(fc.constantFrom('scope', 'resource', 'state', 'code'), fc.string());
    fc.assert(
      fc.property(fc.array(fc.tuple(name, fc.string({ maxLength: 5000 }))), name, (pairs, asked) => {
        const params = Params.of(pairs);
        for (const read of [() => params.get(asked), () => params.all(asked), () => params.check([asked])]) {
          try {
            read();
          } catch (error) {
            assert.ok(error instanceof OAuthError);
          }
        }
      }),
    );
  });

  it('says constant text and prints no value — protocol.md G-5, security.md O-3', () => {
    const params = Params.of([
      ['client_secret', 'hush-hush'],
      ['client_secret', 'hush-hush-2'],
    ]);
    for (const text of [inspect(params), JSON.stringify(params), String(params)]) {
      assert.equal(text.includes('hush'), false);
    }
    assert.throws(
      () => params.get('client_secret'),
      (error: OAuthError) =>
        !inspect(error).includes('hush') && /^[\x20-\x21\x23-\x5b\x5d-\x7e]+$/.test(error.description),
    );
  });
});
