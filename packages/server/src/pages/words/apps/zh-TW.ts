import type { Words } from '../words.ts';
import type { en } from './en.ts';

export const zhTW = {
  own_apps: '我的應用程式',
  apps_lead: '您建立、並在此讓使用者登入的應用程式。',
  apps_empty_title: '尚無應用程式',
  apps_empty: '註冊您的應用程式。管理員審核後，使用者才能以它登入。',
  apps_limit: '您已有十個應用程式等待核准。請刪除一個，或等候決定。',
  app: '應用程式名稱',
  app_new: '新增應用程式',
  app_create: '送出審核',
  app_submit_change: '送出變更',
  app_pending_notice: '須經管理員核准後，使用者才能登入。',
  app_inactive_notice: '此應用程式已停用，無人能以它登入。僅管理員可啟用。',
  app_change_title: '您的變更等待核准',
  app_change_lead: '在此之前維持核准的版本。送出時間：',
  app_change_notice: '此應用程式已核准：變更須經管理員接受才生效。說明與聯絡方式立即變更。',
  app_deactivate_consequence: '將無人能以它登入，其權杖立即失效。僅管理員可再次啟用。',
  done_change_submitted: '已送出變更審核。',
} satisfies Words<typeof en>;
