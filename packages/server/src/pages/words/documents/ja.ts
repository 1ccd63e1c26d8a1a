import type { Words } from '../words.ts';
import type { en } from './en.ts';

export const ja = {
  documents_title: '公開されたドキュメント',
  documents_lead:
    'ID が自身を記述するドキュメントのアドレスであるクライアントと、ドキュメントを読まない相手です。',
  documents_search: 'アドレスの先頭',
  documents_empty_title: 'ドキュメントはまだありません',
  documents_empty:
    'そのようなクライアントが初めてサインインを求めると、そのドキュメントがここに表示されます。',
  documents_link: '公開されたドキュメントとブロックしたドメイン',
  document_one: 'ドキュメント',
  document_text: 'その内容',
  document_live: '取得済み',
  document_shipped: '同梱の写し',
  document_withdrawn: '取り下げ済み',
  document_inactive: 'ブロック中',
  document_fetched: '最後の取得',
  document_failed: '最後の障害',
  document_failure_unreachable: '取得できませんでした',
  document_failure_forbidden: '呼び出さないアドレスにあります',
  document_failure_gone: '提供元によれば、もうありません',
  document_failure_broken: '規則に反しています',
  document_refetch: '再取得',
  document_remove: '取り除く',
  domains_title: 'ブロックしたドメイン',
  domains_lead: 'これらのホストのドキュメントは読まれず、そのクライアントへの許可は終了しています。',
  domain_of_settings: '設定による',
  domain_one: 'ドメイン',
  domain_hint:
    'ホスト名。前に *. を付けると、その下のすべてのホストが対象です。そこでの許可は直ちに終了します。',
  domain_block: 'ドメインをブロック',
  domain_unblock: 'ブロックを解除',
  domain_invalid: 'これはドメインではありません。',
  domain_settled: 'このドメインはすでにブロックされています。',
  done_document_refetched: '次に使われるときに再取得されます。',
  done_domain_blocked: 'ドメインをブロックしました。',
  done_domain_unblocked: 'ドメインを再び許可しました。',
} satisfies Words<typeof en>;
