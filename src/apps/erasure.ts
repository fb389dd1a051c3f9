import { forgetAppointments } from '#counter/appointments'
import { forgetSubject } from '#counter/connectors'
import { forgetDecisions } from '#counter/dispatch'
import { cutLinks, readOutside } from '#counter/dossiers'
import { forgetFolders } from '#counter/hubee'
import { forgetOfDossier } from '#counter/mailbox'
import { handoverReactions } from '#counter/handover'
import { forgetReport } from '#counter/open311'
import { forgetPayer } from '#counter/payments'
import { noteErased } from '#counter/retention'
import { forgetMarks } from '#counter/satisfaction'
import { forgetHandovers } from '#counter/wallet'
import { AppError } from '#kernel/errors'
import { systemContext } from '#platform/context'
import { getSite } from '#territory/collectivities'
import type { App } from './app.ts'

interface Erased {
  readonly collectivityId: string
  readonly dossierId: string
  readonly draftId: string
}

/** What the other houses forget of a request that names nobody any more: each by itself, and again without harm. */
export const forgetElsewhere = (app: App) => ({
  cut_links: (erased: Erased) => cutLinks(app, erased),
  forget_payer: (erased: Erased) => forgetPayer(app, erased, (requestId) => purposeOf(app, erased, requestId)),
  forget_appointments: (erased: Erased) => forgetAppointments(app, erased),
  forget_received: (erased: Erased) => forgetOfDossier(app, erased),
  note_erased: (erased: Erased) => noteErased(app, erased),
  forget_telecases: (erased: Erased) => forgetFolders(app, erased),
  forget_marks: (erased: Erased) => forgetMarks(app, erased),
  forget_decisions: (erased: Erased) =>
    app.db.withCollectivity(erased.collectivityId, (tx) => forgetDecisions(tx, erased)),
  forget_handovers: (erased: Erased) => forgetHandovers(app, erased),
  forget_partners: (erased: Erased) => handoverReactions(app.handovers.tools).forget(erased),
  forget_report: ({ collectivityId, dossierId }: Erased) =>
    app.db.withCollectivity(collectivityId, (tx) => forgetReport(tx, collectivityId, dossierId)),
  forget_state_data: ({ collectivityId, draftId }: Erased) =>
    forgetSubject(app, { collectivityId, subjectId: draftId }),
})

/** What the circuit says to everybody of what is paid; the name of who takes the money when it says it of each one. */
async function purposeOf(app: App, { collectivityId }: Erased, requestId: string): Promise<string> {
  const said = await saidToAll(app, { collectivityId, requestId })
  return said ?? (await getSite(app.db, { id: collectivityId })).name
}

async function saidToAll(
  app: App,
  key: { readonly collectivityId: string; readonly requestId: string },
): Promise<string | undefined> {
  try {
    const { step } = await readOutside(systemContext(app, 'payments'), key)
    const purpose = step?.parameters?.find(({ id }) => id === 'purpose')?.value
    return typeof purpose === 'string' ? purpose : undefined
  } catch (error) {
    // Asked for by something else than a circuit, or out of sight.
    if (error instanceof AppError && error.kind === 'not_found') return undefined
    throw error
  }
}
