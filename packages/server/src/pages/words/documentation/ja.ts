import type { Words } from '../words.ts';
import type { en } from './en.ts';

export const ja: Words<typeof en> = {
  docs_title: 'ドキュメント',
  docs_pages: 'ドキュメントのページ',
  docs_group_start: 'はじめに',
  docs_group_flows: 'トークンの取得方法',
  docs_group_tokens: 'トークンと API',
  docs_group_server: '運用と管理',
  docs_contents: 'このページの内容',
  docs_neighbours: '前後のページ',
  docs_previous: '前へ',
  docs_next: '次へ',
  docs_english: 'このページはまだ翻訳されていないため、英語で表示しています。',
  docs_client: '例で使うクライアント',
  docs_client_apply: '表示',
  docs_sign_in: 'サインイン',
  docs_template: 'ひな形：大文字の語を置き換えてください',
  docs_example: '例：{language}',
  docs_plain: 'プレーンテキスト',
  docs_settings: '設定',
  docs_table: '表：{first}',
  docs_missing_title: 'ページが見つかりません',
  docs_missing: 'ドキュメントには次のページがあります。',
};
