import { isId } from '#kernel/ids'
import { byClocksOf } from '#territory/calendars'
import { checkBoxes, mailboxJobHandlers, namedReceived, sweepReceived } from '#counter/mailbox'
import { checkStreams, hubeeJobHandlers, namedFolders } from '#counter/hubee'
import { batchJobHandlers, sweepBatches } from '#counter/batches'
import { listJobHandlers, refreshLists } from '#counter/procedures'
import { absenceJobHandlers, endForSuspended } from '#counter/dispatch'
import { linkByCode } from '#counter/contacts'
import { exportJobHandlers, namedExports, sweepExports } from '#counter/exports'
import { namedScans, registerPosted } from '#counter/mailroom'
import { namedLetters } from '#counter/letters'
import { connectorJobHandlers, sweepAnswers } from '#counter/connectors'
import {
  appointmentBooked,
  appointmentCancelled,
  appointmentJobHandlers,
  appointmentMoved,
  sweepAppointments,
  tellPerson,
} from '#counter/appointments'
import {
  circuitHandlers,
  dispatchHandlers,
  dossierClaimed,
  dossierErased,
  dossierFiled,
  handedMoved,
  dossierJobHandlers,
  findPostedLetter,
  letterPosted,
  namedAttachments,
  outsideAsked,
  surfaceUrgent,
  sweepDrafts,
  sweepEnds,
  sweepHandlers,
  sweepIndexing,
  sweepTimers,
  tellAsked,
  tellAskedNow,
  tellDeadlines,
} from '#counter/dossiers'
import { handoverJobHandlers, handoverReactions, reconcileHandovers } from '#counter/handover'
import { namedDocuments, purgeDocuments, walletJobHandlers } from '#counter/wallet'
import {
  accountClosed,
  accountJobHandlers,
  accountLifeHandlers,
  accountSuspended,
  sessionsEnded,
  sweepEnded,
  tendAccounts,
  watchGuests,
} from '#identity/accounts'
import { keyJobHandlers, sweepKeptAnswers } from '#identity/keys'
import { doubtMandates, mandateJobHandlers, reviewMandates, sweepMandates } from '#identity/mandates'
import {
  checkDirectors,
  linkEnded,
  namedProofs,
  noteProfessional,
  organisationJobHandlers,
  roleLost,
} from '#identity/organisations'
import { proIdentitySeen, stateJobHandlers, sweepState } from '#identity/state'
import { endLogins, federationJobHandlers, refreshMetadata, sweepFederation } from '#identity/federation'
import { providerJobHandlers, takeTokensBack, tellApplications, tendProvider } from '#identity/provider'
import { countEverywhere, figureJobHandlers } from '#counter/figures'
import { namedCopies, privacyJobHandlers, sweepCopies } from '#counter/privacy'
import { retentionJobHandlers, sweepRetained } from '#counter/retention'
import { sweepSurveys } from '#counter/satisfaction'
import { paymentSettled, reconcilePayments } from '#counter/payments'
import { reactTo } from '#platform/events'
import type { JobHandler } from '#platform/jobs'
import { forgetOld, mailJobHandlers } from '#platform/mail'
import { createOutbound } from '#platform/outbound'
import { sweepWebhooks, webhookDied } from '#platform/webhooks'
import { listCollectivities } from '#territory/collectivities'
import { accountLife } from './apps/account-life.ts'
import type { App } from './apps/app.ts'
import { askToCome, tellCircuitBooked } from './apps/appointments.ts'
import { askedByHandHandlers, askedTools } from './apps/asked.ts'
import { askForOpinion } from './apps/opinions.ts'
import { askForMoney, tellCircuit } from './apps/payments.ts'
import { circuitTools } from './apps/circuits.ts'
import { countingTools } from './apps/figures.ts'
import { exportTools } from './apps/exports/tools.ts'
import { hubeeTools } from './apps/hubee.ts'
import { surveyHandlers } from './apps/satisfaction.ts'
import { forgetElsewhere } from './apps/erasure.ts'
import { privacyTools } from './apps/privacy.ts'
import { retainingTools } from './apps/retention.ts'
import { mailboxTools } from './apps/mailboxes.ts'
import {
  absenceMails,
  accountMails,
  appointmentMails,
  dossierMails,
  mandateMails,
  sendTerritoryMail,
  stateMails,
} from './apps/mails.ts'

/** Applications of the town's own network are called where they are: the operator wrote their addresses. */
const applicationsOutbound = createOutbound({ allowPrivate: true, timeout: 10_000, maxBytes: 1_000_000 })

/** Lists too: their addresses are the operator's. */
const listsOutbound = createOutbound({ allowPrivate: true, timeout: 30_000, maxBytes: 20_000_000 })

/** Contents that other houses than requests keep in the file store. */
async function namedByHouses({ db }: App, digests: readonly string[]): Promise<ReadonlySet<string>> {
  const houses = [
    namedProofs(db, digests),
    namedLetters(db, digests),
    namedDocuments(db, digests),
    namedReceived(db, digests),
    namedFolders(db, digests),
    namedExports(db, digests),
    namedScans(db, digests),
    namedCopies(db, digests),
  ]
  return new Set((await Promise.all(houses)).flatMap((named) => [...named]))
}

/** What requests and the other houses name, for the house of kept documents. */
async function namedBeside(app: App, digests: readonly string[]): Promise<ReadonlySet<string>> {
  const [attached, others] = await Promise.all([namedAttachments(app.db, digests), namedByHouses(app, digests)])
  return new Set([...attached, ...others])
}

/** What other programs are told or given, and what agents take out. */
const outwardHandlers = (app: App): JobHandler[] => [
  ...app.webhooks.jobHandlers({ collectivities: async () => (await listCollectivities(app.db)).map(({ id }) => id) }),
  ...reactTo(app.db, webhookDied, {
    tell_operator: async ({ subscriptionId, messageId, type }) =>
      app.log.warn({ subscriptionId, messageId, type }, 'a message was given up'),
  }),
  ...keyJobHandlers(app),
  ...exportJobHandlers(exportTools(app)),
  ...handoverJobHandlers(app.handovers.tools),
  ...reactTo(app.db, handedMoved, { tell_partner: handoverReactions(app.handovers.tools).tellMove }),
  ...reactTo(app.db, dossierFiled, { offer: handoverReactions(app.handovers.tools).offerFiled }),
]

/** What follows from an act at the desk, in other houses. */
const deskHandlers = (app: App): JobHandler[] => [
  // What left is numbered with what left by hand.
  ...reactTo(app.db, letterPosted, {
    register: async (posted) => {
      const letter = await findPostedLetter(app, posted)
      if (letter) await registerPosted(app, letter)
    },
  }),
  // The code of a request is the proof that its contact is the account's.
  ...reactTo(app.db, dossierClaimed, {
    link_contact: async ({ collectivityId, contactId, accountId }) => {
      if (contactId !== null) await linkByCode(app, { collectivityId, contactId, accountId })
    },
  }),
]

/** Everything the worker knows how to do. Tests read this list: each job has a handler. */
/** What waits for pages and mails to be done besides; each job goes by the clocks of the collectivity that it is of. */
export const everyHandler = (app: App): JobHandler[] => listHandlers(app).map((handler) => byOwnClocks(app, handler))

const byOwnClocks = ({ db }: App, handler: JobHandler): JobHandler => ({
  job: handler.job,
  run: (payload) => {
    const owner = collectivityIn(payload)
    return owner === undefined ? handler.run(payload) : byClocksOf(db, owner, () => handler.run(payload))
  },
})

/** Most jobs are of one collectivity, and say so. */
function collectivityIn(payload: unknown): string | undefined {
  if (typeof payload !== 'object' || payload === null || !('collectivityId' in payload)) return undefined
  const { collectivityId } = payload
  return typeof collectivityId === 'string' && isId(collectivityId) ? collectivityId : undefined
}

const listHandlers = (app: App): JobHandler[] => [
  ...accountJobHandlers(accountMails(app)),
  ...stateJobHandlers(stateMails(app)),
  ...accountLifeHandlers(accountLife(app)),
  ...dossierJobHandlers(dossierMails(app)),
  ...circuitHandlers(circuitTools(app)),
  ...dispatchHandlers(app),
  ...absenceJobHandlers(absenceMails(app)),
  // Each house that serves outside answers reacts here, and tells its own by `answerOutside`.
  ...reactTo(app.db, outsideAsked, {
    ask_payment: askForMoney(app),
    ask_appointment: askToCome(app),
    ask_opinion: askForOpinion(app, circuitTools(app).outbound),
    tell_colleagues: tellAskedNow(askedTools(app)),
  }),
  ...askedByHandHandlers(app),
  ...deskHandlers(app),
  ...reactTo(app.db, dossierErased, forgetElsewhere(app)),
  ...batchJobHandlers(app),
  ...sweepHandlers({ ...app, namedElsewhere: (digests) => namedByHouses(app, digests) }),
  ...walletJobHandlers({ ...app, namedElsewhere: (digests) => namedBeside(app, digests) }),
  ...listJobHandlers({ ...app, outbound: listsOutbound }),
  ...connectorJobHandlers(app, app.connectors.tools),
  ...figureJobHandlers(countingTools(app)),
  ...surveyHandlers(app),
  ...retentionJobHandlers(retainingTools(app)),
  ...privacyJobHandlers(privacyTools(app)),
  ...appointmentJobHandlers(appointmentMails(app)),
  ...reactTo(app.db, appointmentBooked, {
    tell_person: tellPerson(appointmentMails(app), 'booked'),
    tell_circuit: tellCircuitBooked(app),
  }),
  ...reactTo(app.db, appointmentMoved, { tell_person: tellPerson(appointmentMails(app), 'moved') }),
  ...reactTo(app.db, appointmentCancelled, { tell_person: tellPerson(appointmentMails(app), 'cancelled') }),
  ...app.payments.jobHandlers(app),
  ...reactTo(app.db, paymentSettled, { tell_circuit: tellCircuit(app) }),
  ...mailJobHandlers(app),
  ...mailboxJobHandlers(mailboxTools(app)),
  ...hubeeJobHandlers(hubeeTools(app)),
  ...outwardHandlers(app),
  ...organisationJobHandlers({ ...app, ...app.organisations.tools, sendMail: (mail) => sendTerritoryMail(app, mail) }),
  ...mandateJobHandlers(mandateMails(app)),
  // What a director gave is looked at again when the register no longer names her.
  ...reactTo(app.db, roleLost, { doubt_mandates: (lost) => doubtMandates(app, lost) }),
  ...reactTo(app.db, linkEnded, { review_mandates: (ended) => reviewMandates(app, ended) }),
  ...federationJobHandlers({ ...app, outbound: applicationsOutbound }),
  ...reactTo(app.db, sessionsEnded, {
    federation: (ended) => app.db.withTerritory((tx) => endLogins(tx, ended, app.clock.now())),
    tell_applications: tellApplications(app.provider),
  }),
  ...providerJobHandlers(app.provider),
  ...reactTo(app.db, accountSuspended, {
    take_tokens_back: takeTokensBack(app.provider),
    end_absences: (suspended) => endForSuspended(app, suspended),
  }),
  ...reactTo(app.db, accountClosed, { take_tokens_back: takeTokensBack(app.provider) }),
  ...reactTo(app.db, proIdentitySeen, {
    note_organisation: (seen) => noteProfessional({ ...app, ...app.organisations.tools }, seen),
  }),
]

/** What each night asks for. */
export const nightly = [
  sweepEnded,
  tendAccounts,
  watchGuests,
  sweepState,
  sweepDrafts,
  sweepEnds,
  sweepRetained,
  sweepCopies,
  tellDeadlines,
  tellAsked,
  sweepAnswers,
  sweepBatches,
  sweepIndexing,
  purgeDocuments,
  sweepAppointments,
  reconcilePayments,
  forgetOld,
  sweepReceived,
  sweepWebhooks,
  reconcileHandovers,
  checkDirectors,
  sweepMandates,
  sweepKeptAnswers,
  sweepExports,
  sweepFederation,
  refreshMetadata,
  refreshLists,
  tendProvider,
  countEverywhere,
  sweepSurveys,
]

/** What each minute asks for. */
export const everyMinute = [sweepTimers, checkBoxes, checkStreams, surfaceUrgent]
