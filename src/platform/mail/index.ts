export { readMailAddress } from './domain.ts'
export { forgetOld, mailJobHandlers } from './jobs.ts'
export { type MailBlock, type MailFact, mailHtml, type MailLayout, mailText } from './layout.ts'
export { type MailerOptions, openMailer } from './mailer.ts'
export { mailStates } from './schema.ts'
export type {
  CollectivityMail,
  MailAttachment,
  Mailer,
  MailPage,
  MailRequest,
  MailState,
  MailSummary,
  StoredMail,
} from './schema.ts'
export { getMail, listMails } from './store.ts'
