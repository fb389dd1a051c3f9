import type { CircuitTools } from '#counter/dossiers'
import { sayBySms } from '#counter/mailbox'
import { ruledProcedures } from '#counter/retention'
import { createOutbound } from '#platform/outbound'
import { getSite } from '#territory/collectivities'
import type { App } from './app.ts'
import { errandPorts } from './errands.ts'
import { dossierMails, sendCollectivityMail } from './mails.ts'
import { printLetter } from './printed-letter.ts'

/** Circuits call services of the outside, whose addresses their authors wrote. */
const outbound = createOutbound({ timeout: 60_000, maxBytes: 2_000_000 })

/** What circuits need to act by themselves. */
export const circuitTools = (app: App): CircuitTools => ({
  db: app.db,
  clock: app.clock,
  log: app.log,
  outbound,
  errands: errandPorts(app),
  sendSms:
    app.sms &&
    (({ collectivityId, dossierId, ...sms }) =>
      sayBySms(app, { collectivityId, dossierId, phone: sms.to }, () =>
        app.sms ? app.sms.send(sms) : Promise.resolve('refused'),
      )),
  printLetter: (letter) => printLetter(app, letter),
  sendMail: (mail) => sendCollectivityMail(app, mail),
  deskOf: async (id) => `${app.config.publicUrl}/bureau/${(await getSite(app.db, { id })).slug}/demandes?vue=closes`,
  ruledProcedures: (id) => ruledProcedures(app, id),
  links: {
    followDossier: (key) => dossierMails(app).links.followDossier(key),
    workOn: async ({ collectivityId, dossierId }) => {
      const { slug } = await getSite(app.db, { id: collectivityId })
      return `${app.config.publicUrl}/bureau/${slug}/demandes/${dossierId}`
    },
  },
})
