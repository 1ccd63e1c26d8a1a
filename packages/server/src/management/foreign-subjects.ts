/** Whom subjects of trusted issuers are here, person by person (advanced.md JWB-3, product.md §13 users). */

import { z } from 'zod';
import { linkForeignSubjectTo, unlinkForeignSubject } from '../administration/foreign-subjects.ts';
import { conflict, noSuch } from '../http/problem.ts';
import { type ForeignLink, listForeignLinks } from '../store/foreign-subjects.ts';
import { operation } from './operation.ts';
import { listOf, moment, momentOf, page, portionOf } from './shapes.ts';
import { userAt } from './user-shape.ts';

const name = {
  issuer: z.string().min(1).max(512).describe('Of the assertions, as it is in `iss`.'),
  subject: z.string().min(1).max(512).describe('Who they are there, as it is in `sub`.'),
};

const shape = z.strictObject({ id: z.string(), ...name, linked_at: moment }).meta({ id: 'ForeignSubject' });

const body = ({ id, issuer, subject, linkedAt }: ForeignLink): z.input<typeof shape> => ({
  ...{ id, issuer, subject, linked_at: momentOf(linkedAt) },
});

const path = '/users/{user_id}/foreign-subjects';
const tag = 'users';

export const foreignSubjectOperations = [
  operation({
    ...{ name: 'listUserForeignSubjects', method: 'GET', path, tag, success: 'value', problems: ['missing'] },
    summary: 'Subjects of trusted issuers that are the person',
    query: z.strictObject(page),
    answer: listOf(shape),
    async run(call) {
      const { id } = await userAt(call);
      const links = await listForeignLinks(call.site.database.kysely, id);
      const key = (link: ForeignLink) => `${link.linkedAt} ${link.id}`;
      return { body: portionOf(links, call.query, { item: body, key }) };
    },
  }),
  operation({
    ...{ name: 'linkUserForeignSubject', method: 'POST', path, tag, success: 'made' },
    problems: ['missing', 'conflict'],
    summary: 'Says that a subject of a trusted issuer is the person',
    body: z.strictObject(name),
    answer: shape,
    async run(call) {
      const owner = await userAt(call);
      const { changes, database } = call.site;
      const linked = await linkForeignSubjectTo(changes, call.actor, { ...call.body, owner });
      if (linked === 'in_use') throw conflict('in_use', 'The subject is somebody here already.');
      const { issuer, subject } = call.body;
      const links = await listForeignLinks(database.kysely, owner.id);
      const made = links.find((link) => link.issuer === issuer && link.subject === subject);
      if (made === undefined) throw noSuch();
      return { body: body(made) };
    },
  }),
  operation({
    ...{ name: 'unlinkUserForeignSubject', method: 'DELETE', path: `${path}/{link_id}`, tag },
    ...{ success: 'nothing', problems: ['missing'] },
    summary: 'Takes it away, with the tokens that came of it; the next assertion does not make it again',
    async run(call) {
      const { id, username } = await userAt(call);
      const links = await listForeignLinks(call.site.database.kysely, id);
      const link = links.find((each) => each.id === call.ids[1]);
      const { changes } = call.site;
      if (link === undefined) throw noSuch();
      if ((await unlinkForeignSubject(changes, call.actor, { link, username })) === 'gone') throw noSuch();
    },
  }),
];
