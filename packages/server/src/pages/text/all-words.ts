/** Owns that all words are there: whoever loads this can show every page. */
import { areas } from './areas.ts';
import { addWords } from './catalogue.ts';

addWords(areas);
