import type { RetainingTools } from '#counter/retention'
import type { App } from './app.ts'
import { sealCase } from './archives.ts'
import { dossierMails, sendCollectivityMail } from './mails.ts'

/** What the end of closed requests needs: mails, and the page where a person follows hers. */
export const retainingTools = (app: App): RetainingTools => ({
  db: app.db,
  clock: app.clock,
  log: app.log,
  sendMail: (mail) => sendCollectivityMail(app, mail),
  followHref: (key) => dossierMails(app).links.followDossier(key),
  seal: (key) => sealCase(app, key),
})
