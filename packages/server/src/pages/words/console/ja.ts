import type { Words } from '../words.ts';
import type { en } from './en.ts';

export const ja = {
  areas: '領域',
  account_area: 'マイアカウント',
  admin_area: '管理',
  admin_pages: '管理ページ',
  search: '検索',
  filter_all: 'すべて',
  nothing_found_title: '見つかりません',
  nothing_found: '「{search}」に一致する項目はありません。',
  nothing_filtered: 'この条件に一致する項目はありません。',
  clear_search: 'すべて表示',
  actions: '操作',
  sort_up: '昇順で並べ替え',
  sort_down: '降順で並べ替え',
  shown_of: '{count} 件中 {first}～{last} 件',
  more_than: '{count} 以上',
  newest_only: '最新の項目だけを調べました。より古い項目が残っている場合があります。',
  page_before: '前へ',
  page_after: '次へ',
  page_size: '1ページの件数',
  type_object: '確認のため {name} と入力してください',
  type_object_wrong: '名前が違います。何も終了していません。',
  pending_decisions: { other: '件が判断待ち' },
} satisfies Words<typeof en>;
