import { de } from './de.ts';
import { en } from './en.ts';
import { es } from './es.ts';
import { fr } from './fr.ts';
import { ja } from './ja.ts';
import { zhTW } from './zh-TW.ts';

export const declarations = { en, de, fr, es, ja, 'zh-TW': zhTW };
