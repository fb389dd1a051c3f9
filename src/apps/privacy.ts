import { appointmentsHere } from '#counter/appointments'
import { contactHere } from '#counter/contacts'
import { casesOfPerson, copyOfCases, forgetContents } from '#counter/dossiers'
import type { Held, Holder, PrivacyTools } from '#counter/privacy'
import { getProcedure } from '#counter/procedures'
import { eraseOnDemand, type KeptThrough, rulesAsked } from '#counter/retention'
import { endOfDay } from '#kernel/calendar'
import { localize, type Localized } from '#kernel/localized'
import { formats } from '#platform/i18n'
import type { App } from './app.ts'
import { sendCollectivityMail } from './mails.ts'
import { readableCopy } from './readable-copy.ts'

/** What answering people about their data needs. */
export const privacyTools = (app: App): PrivacyTools => ({
  db: app.db,
  clock: app.clock,
  log: app.log,
  files: app.files,
  holders: holdersOf(app),
  sendMail: (mail) => sendCollectivityMail(app, mail),
  ownHref: `${app.config.publicUrl}/compte/droits`,
  readable: readableCopy,
  forget: forgetContents,
})

/** The houses that hold something of a person in one collectivity. What her account holds everywhere is hers to copy and erase. */
export const holdersOf = (app: App): readonly Holder[] => [requests(app), appointments, contacts]

const isOpen: Localized = { fr: 'La demande est en cours.', en: 'The request is open.' }
const isHeld: Localized = {
  fr: 'Gardée pour un recours ou un contrôle.',
  en: 'Kept for an appeal or a check.',
}
const mayGo: Localized = {
  fr: 'Close, et aucune de vos règles ne dit de la garder.',
  en: 'Closed, and none of your rules says to keep it.',
}

const keptText = ({ through, ground }: KeptThrough): Localized => {
  const day = (locale: 'fr' | 'en') => through && formats(locale).date(endOfDay(through))
  return {
    fr: through ? `Gardée jusqu’au ${day('fr')} : ${ground}.` : `Gardée pour toujours : ${ground}.`,
    en: through ? `Kept through ${day('en')}: ${ground}.` : `Kept for good: ${ground}.`,
  }
}

const requests = (app: App): Holder => ({
  name: 'demandes',
  title: { fr: 'Demandes', en: 'Requests' },
  list: async (_ctx, subject) => {
    const [cases, ruled] = await Promise.all([casesOfPerson(app.db, subject), rulesAsked(app, subject.collectivityId)])
    return app.db.readTerritory((tx) =>
      Promise.all(
        cases.map(
          async ({ id, number, procedureId, revisionNumber, outcome, closedAt, hold, entered }): Promise<Held> => {
            const { definition } = await getProcedure(tx, procedureId, revisionNumber)
            const kept = outcome && closedAt ? ruled({ procedureId, outcome, closedAt }) : undefined
            const why = closedAt === null ? isOpen : hold ? isHeld : kept ? keptText(kept) : mayGo
            const label = `${number}, ${localize(definition.title, 'fr')}`
            return { id: `${id}_${entered}`, label, isErasable: why === mayGo, why }
          },
        ),
      ),
    )
  },
  copy: async (ctx, subject) => {
    const cases = await casesOfPerson(app.db, subject)
    return copyOfCases(ctx, { collectivityId: subject.collectivityId, ids: cases.map(({ id }) => id) })
  },
  erase: async (ctx, { id, subject, because }) => {
    const [dossierId = '', entered = ''] = id.split('_')
    if (entered === '') return false
    const key = { collectivityId: subject.collectivityId, dossierId, entered: Number(entered) }
    return eraseOnDemand(ctx, key, because)
  },
})

const served: Localized = { fr: 'Part avec la demande qu’il sert.', en: 'Goes with the request that it serves.' }

const appointments: Holder = {
  name: 'rendez-vous',
  title: { fr: 'Rendez-vous', en: 'Appointments' },
  list: async (ctx, subject) =>
    (await appointmentsHere(ctx, subject)).map(({ kind, startsAt }, at) => ({
      id: `rendez-vous ${at}`,
      label: `${kind}, ${formats('fr').dateTime(startsAt)}`,
      isErasable: false,
      why: served,
    })),
  copy: (ctx, subject) => appointmentsHere(ctx, subject),
}

const keptRecord: Localized = {
  fr: 'Sert à vous répondre ; se corrige depuis la fiche.',
  en: 'Serves to answer her; corrected from the record.',
}

const contacts: Holder = {
  name: 'usager-connu',
  title: { fr: 'Fiche d’usager connu', en: 'Record of a known person' },
  list: async (ctx, subject) =>
    (await contactHere(ctx, subject)).map(({ name }, at) => ({
      id: `fiche ${at}`,
      label: name,
      isErasable: false,
      why: keptRecord,
    })),
  copy: (ctx, subject) => contactHere(ctx, subject),
}
