import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { documentUrl, exampleDocument, exampleSource, served } from '../../src/testing/index.ts';
import { createWorld } from '../support.ts';

describe('a client that is a document', () => {
  it('never comes to know people by other names, not even by way of a withdrawal — advanced.md PWS-3', async () => {
    const world = createWorld();
    const { pages } = world.documents;
    const publish = (text: string) => void pages.set(documentUrl, served(text, { freshFor: 60 }));
    const look = () => world.clients.find(documentUrl, exampleSource());
    const fails = (fault: string) => assert.rejects(look(), { host: 'client.example', fault });
    const pairwise = exampleDocument({ subject_type: 'pairwise' });
    publish(pairwise);
    assert.equal((await look())?.subjectType, 'pairwise');
    world.clock.advance(60);
    publish(exampleDocument());
    await fails('broken');
    pages.set(documentUrl, () => ({ kind: 'failed', fault: 'gone' }));
    world.clock.advance(30);
    await fails('gone');
    publish(exampleDocument());
    world.clock.advance(30);
    await fails('broken');
    publish(pairwise);
    world.clock.advance(30);
    assert.equal((await look())?.subjectType, 'pairwise');
  });
});
