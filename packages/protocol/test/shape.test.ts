import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { shape } from '../src/index.ts';

/** What is wrong, as the reader of a problem sees it. */
function told(read: unknown): readonly string[] {
  assert.ok(read instanceof shape.Flaws, JSON.stringify(read));
  assert.ok(read.all.length > 0);
  return read.all.map(({ path, message }) => `${path.join('.')} ${message}`);
}

const natural = shape.where(shape.number('a number'), (value) => value >= 0, 'at least 0');
const address = shape.object({
  street: shape.text(),
  number: shape.optional(natural),
});
const person = shape.object({
  name: shape.text(),
  kind: shape.withDefault(shape.oneOf(['human', 'robot'], 'human or robot'), 'human'),
  addresses: shape.optional(shape.list(address, 'a list of addresses')),
  marks: shape.optional(shape.record(shape.flag())),
});

describe('a shape', () => {
  it('reads what fits, with the type it says', () => {
    const read: shape.Read<typeof person> | shape.Flaws = person({
      name: 'Ada',
      addresses: [{ street: 'Main', number: 1 }],
      marks: { a: true },
    });
    assert.deepEqual(read, {
      name: 'Ada',
      kind: 'human',
      addresses: [{ street: 'Main', number: 1 }],
      marks: { a: true },
    });
  });

  it('tells everything that is wrong at once, and where', () => {
    const read = person({
      kind: 'dog',
      addresses: [{ street: 'Main', number: -1, town: 'x' }, 7],
      marks: { a: 'yes' },
      age: 3,
    });
    assert.deepEqual(told(read), [
      'age is not an option',
      'name must be a text',
      'kind must be human or robot',
      'addresses.0.town is not an option',
      'addresses.0.number must be at least 0',
      'addresses.1 must be an object',
      'marks.a must be true or false',
    ]);
  });

  it('takes null and a list for no object, and an object for no list', () => {
    for (const given of [null, [], 'x', undefined]) {
      assert.deepEqual(told(person(given)), [' must be an object']);
      assert.deepEqual(told(shape.record(shape.text())(given)), [' must be an object']);
    }
    assert.deepEqual(told(shape.list(shape.text())({ length: 0 })), [' must be a list']);
  });

  it('reads what an object has of its own, and nothing of its prototype', () => {
    assert.deepEqual(told(address(Object.create({ street: 'Main' }))), ['street must be a text']);
    const hostile = JSON.parse('{"__proto__":{"street":"Main"}}');
    assert.deepEqual(told(address(hostile)), ['__proto__ is not an option', 'street must be a text']);
    const read = shape.record(shape.anything)(hostile);
    assert.equal(Object.getPrototypeOf(read), Object.prototype);
  });

  it('leaves out members nobody asked for, where others may be there', () => {
    assert.deepEqual(shape.members({ a: shape.optional(shape.text()) })({ a: undefined, b: 1 }), {});
  });

  it('takes no number that is none — RFC 8259 §6', () => {
    for (const given of [Number.NaN, JSON.parse('1e999'), '1', null]) {
      assert.deepEqual(told(shape.number()(given)), [' must be a number']);
    }
  });

  it('tells of several ways the one that fits but for a part, else that none fits', () => {
    const either = shape.either<unknown>([shape.flag(), address, shape.list(natural)], 'one of three');
    for (const given of [true, { street: 'x' }, [1]]) assert.deepEqual(either(given), given);
    assert.deepEqual(told(either('x')), [' must be one of three']);
    assert.deepEqual(told(either([1, -1])), ['1 must be at least 0']);
    assert.deepEqual(told(either({})), ['street must be a text']);
    const twins = shape.either([address, address], 'an address');
    assert.deepEqual(told(twins({})), [' must be an address']);
  });

  it('makes other values of what it read', () => {
    const length = shape.changed(shape.text(), (value) => value.length);
    assert.equal(length('abc'), 3);
    assert.deepEqual(told(length(3)), [' must be a text']);
    const even = shape.made(
      (given) => (Number(given) % 2 === 0 ? { half: Number(given) / 2 } : null),
      'even',
    );
    assert.deepEqual(even(4), { half: 2 });
    assert.deepEqual(told(even(3)), [' must be even']);
  });

  it('never throws, and tells nothing of the value — security.md I-1', () => {
    const secret = fc.constant('hunter2');
    const value = fc.oneof(
      fc.anything(),
      secret,
      fc.array(secret),
      fc.dictionary(fc.constantFrom('name', 'marks'), secret),
    );
    fc.assert(
      fc.property(value, (given) => {
        const read = person(given);
        if (read instanceof shape.Flaws)
          assert.doesNotMatch(read.all.map(({ message }) => message).join(), /hunter2/);
      }),
    );
  });
});
