import type { Words } from '../words.ts';
import type { en } from './en.ts';

export const zhTW = {
  requests_title: '對您的要求',
  requests_lead: '目前向您提出要求的應用程式。請只允許您剛才自己開始的操作。',
  requests_empty_title: '沒有等待您的要求',
  requests_empty: '應用程式向您提出要求時，會在這裡顯示幾分鐘。',
  requests_open: '查看並決定',
  requests_asked: '提出',
  requests_ends: '結束',
  requests_message: '應用程式必須向您顯示這段文字',
  requests_no_message: '應用程式沒有傳送可供比對的文字。',
  request_title: '要允許 {client} 的要求嗎？',
  request_warning: '只有在您剛才自己開始此操作時才允許。任何人打電話或寫信都不應要求您這樣做。',
  request_factor: '這需要再一次證明是您本人。若您允許，系統會先要求證明。',
  done_request_approved: '已允許。應用程式會自動繼續。',
  done_request_denied: '已拒絕。應用程式不會取得任何內容。',
  requests_waiting: {
    other: '目前有 {count} 個應用程式向您提出要求。',
  },
} satisfies Words<typeof en>;
