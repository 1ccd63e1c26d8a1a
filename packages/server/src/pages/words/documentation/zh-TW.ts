import type { Words } from '../words.ts';
import type { en } from './en.ts';

export const zhTW: Words<typeof en> = {
  docs_title: '文件',
  docs_pages: '文件頁面',
  docs_group_start: '開始使用',
  docs_group_flows: '取得權杖的方式',
  docs_group_tokens: '權杖與 API',
  docs_group_server: '運作與管理',
  docs_contents: '本頁內容',
  docs_neighbours: '上一頁與下一頁',
  docs_previous: '上一頁',
  docs_next: '下一頁',
  docs_english: '本頁尚未翻譯，以英文顯示。',
  docs_client: '範例中的用戶端',
  docs_client_apply: '顯示',
  docs_sign_in: '登入',
  docs_template: '範本：請替換大寫字詞',
  docs_example: '範例：{language}',
  docs_plain: '純文字',
  docs_settings: '設定',
  docs_table: '表格：{first}',
  docs_missing_title: '沒有這個頁面',
  docs_missing: '文件包含以下頁面：',
};
