import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { layoutOf, located } from '../../src/bootstrap/json-layout.ts';
import { formatLocated } from '../../src/bootstrap/problems.ts';

const isJson = (text: string): boolean => {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
};

describe('the layout of a JSON text', () => {
  it('is there exactly where JSON.parse reads the text', () => {
    const damaged = fc.tuple(
      fc.json(),
      fc.nat(),
      fc.constantFrom('', ',', '}', '"', '\\', '\n', '01', "'", '/'),
    );
    const texts = fc.oneof(
      fc.json(),
      fc.string({ unit: 'binary' }),
      damaged.map(
        ([json, at, text]) =>
          json.slice(0, at % (json.length + 1)) + text + json.slice(at % (json.length + 1)),
      ),
    );
    fc.assert(fc.property(texts, (text) => layoutOf(text).ok === isJson(text)));
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (inside) => {
        const text = `{"${inside}":["${inside}"]}`;
        return layoutOf(text).ok === isJson(text);
      }),
    );
  });

  it('knows line and column of every value', () => {
    const layout = layoutOf(
      '{\n  "clients": [\n    { "redirect_uris": ["a", "b"] },\n    7\n  ], "a b": {"c\\u0064": 1}}',
    );
    assert.ok(layout.ok);
    const spots = Object.fromEntries(
      [...layout.spots].map(([at, { line, column }]) => [at, `${line}:${column}`]),
    );
    assert.deepEqual(spots, {
      '': '1:1',
      clients: '2:14',
      'clients[0]': '3:5',
      'clients[0].redirect_uris': '3:24',
      'clients[0].redirect_uris[0]': '3:25',
      'clients[0].redirect_uris[1]': '3:30',
      'clients[1]': '4:5',
      '["a b"]': '5:13',
      '["a b"].cd': '5:25',
    });
  });

  it('names what stands twice, of which JSON.parse keeps the last', () => {
    const layout = layoutOf('{"a": {"b": 1, "b": 2}, "c": [1], "a": 3}');
    assert.deepEqual(layout.ok && layout.repeated, ['a.b', 'a']);
  });

  const faults: readonly (readonly [text: string, where: string, wrong: string])[] = [
    ['', '1:1', 'the text ends too early'],
    ['{"a": [1,\n 2', '2:3', 'the text ends too early'],
    ['{\n  "a": 1,\n}', '3:1', 'no comma may stand before }'],
    ['[1, ]', '1:5', 'no comma may stand before ]'],
    ['{"a": 1 "b": 2}', '1:9', 'a comma or } is missing here'],
    ['[1 2]', '1:4', 'a comma or ] is missing here'],
    ['{"a" 1}', '1:6', 'a colon is missing here'],
    ['{"a": }', '1:7', 'a value is missing here'],
    ['{a: 1}', '1:2', 'a name in double quotes is missing here'],
    ["{'a': 1}", '1:2', 'JSON has double quotes only'],
    ['{"a": 1} // note', '1:10', 'nothing may follow the value'],
    ['{ // note\n}', '1:3', 'JSON has no comments'],
    ['{"a": "b\n"}', '1:7', 'this text does not end, or holds what must be escaped'],
    ['{"a": 01}', '1:8', 'a comma or } is missing here'],
  ];
  for (const [text, where, wrong] of faults) {
    it(`says of ${JSON.stringify(text)}: ${wrong}`, () => {
      const layout = layoutOf(text);
      assert.ok(!layout.ok);
      assert.deepEqual([`${layout.spot.line}:${layout.spot.column}`, layout.wrong], [where, wrong]);
    });
  }
});

describe('a finding', () => {
  it('stands where its value does, or where the object is that lacks it, from the top down', () => {
    const text = '{"users": [\n  {"username": "ada"}\n]}';
    const findings = ['users[0].username', 'users[0].password', 'users[3]["a b"]', 'robots'];
    const lines = formatLocated(
      'b.json',
      located(
        text,
        findings.map((at) => ({ at, message: 'm' })),
      ),
    );
    assert.deepEqual(lines.split('\n'), [
      'b.json:1:1: robots: m',
      'b.json:1:11: users[3]["a b"]: m',
      'b.json:2:3: users[0].password: m',
      'b.json:2:16: users[0].username: m',
    ]);
  });
});
