import type { MailboxTools } from '#counter/mailbox'
import { getSite } from '#territory/collectivities'
import type { App } from './app.ts'
import { loopMarkOf } from './loop-mark.ts'
import { sendCollectivityMail } from './mails.ts'

/** What the house of mailboxes needs: the store of files, the way to file a request, mails under the collectivity's letterhead. */
export const mailboxTools = (app: App): MailboxTools => ({
  db: app.db,
  clock: app.clock,
  log: app.log,
  secrets: app.secrets,
  files: app.files,
  imap: { allowPrivate: app.config.reachesPrivateMailboxes },
  loopMark: loopMarkOf(app),
  fileFor: (ctx, input) => app.dossiers.fileFor(ctx, input),
  sendMail: (mail) => sendCollectivityMail(app, mail),
  links: {
    guichet: async (collectivityId) =>
      `${app.config.publicUrl}/${(await getSite(app.db, { id: collectivityId })).slug}`,
  },
})
