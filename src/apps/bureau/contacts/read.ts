import { appointmentsOfDossiers, type ShownAppointment } from '#counter/appointments'
import { type Contact, type Known, lookAt, type Sight, sightOf, suggestSame, type Suggestion } from '#counter/contacts'
import { type CaseOfContact, listCasesOf, listLastMessages, type MessageOfCase } from '#counter/dossiers'
import { type Payment, paymentsOfDossiers } from '#counter/payments'
import { getProcedure, type ProcedureRevision } from '#counter/procedures'
import { getRevision, type Workflow } from '#counter/workflows'
import { listServices, type Service } from '#territory/collectivities'
import type { AgentVisitor } from '../../access/index.ts'
import type { App } from '../../app.ts'

/** One request as this agent sees it. */
export interface SeenCase {
  readonly dossier: CaseOfContact
  readonly sight: Extract<Sight, 'whole' | 'outline'>
  readonly title: ProcedureRevision['definition']['title']
  readonly workflow: Workflow
}

/** All that this agent may see of somebody. */
export interface Overview {
  readonly known: Known
  readonly cases: readonly SeenCase[]
  /** Another service knows her, and says no more. */
  readonly isKnownElsewhere: boolean
  readonly messages: readonly MessageOfCase[]
  readonly appointments: readonly ShownAppointment[]
  readonly payments: readonly Payment[]
  readonly services: readonly Service[]
  readonly suggestions: readonly Suggestion[]
}

const mostCases = 60
const mostMessages = 6

/**
 * What every house holds of somebody, in two rounds of questions whatever she has: who she is and her requests, then what goes
 * with those of them that this agent sees whole. Nothing of what she does not see is asked for.
 */
export async function readOverview(
  app: App,
  who: AgentVisitor,
  contactId: string,
): Promise<
  | { readonly kind: 'motive_asked'; readonly contact: Contact }
  | { readonly kind: 'overview'; readonly overview: Overview }
> {
  const { context, site } = who
  const collectivityId = site.id
  const key = { collectivityId, contactId }
  const [seen, services] = await Promise.all([lookAt(context, key), listServices(app.db, collectivityId)])
  if (seen.kind === 'motive_asked') return seen
  const { known } = seen
  const contactIds = [...known.ids, ...known.gathered.ids]
  const accountIds = [...known.accountIds, ...known.gathered.accountIds]
  const [all, suggestions] = await Promise.all([
    listCasesOf(context, { collectivityId, contactIds, accountIds, limit: mostCases }),
    suggestSame(context, key),
  ])
  const judged = all.map((dossier) => {
    const { serviceId } = dossier
    const discretion = (serviceId === null ? undefined : known.discretions.get(serviceId)) ?? 'open'
    return { dossier, sight: sightOf(context.actor, { collectivityId, serviceId, discretion }) }
  })
  const told = judged.filter((each): each is Pick<SeenCase, 'dossier' | 'sight'> => isTold(each.sight))
  const whole = told.filter(({ sight }) => sight === 'whole').map(({ dossier }) => dossier)
  const dossierIds = whole.map(({ id }) => id)
  const [messages, [appointments, payments, ...named]] = await Promise.all([
    listLastMessages(context, { collectivityId, cases: whole, limit: mostMessages }),
    app.db.readCollectivity(collectivityId, (tx) =>
      Promise.all([
        appointmentsOfDossiers(tx, { collectivityId, dossierIds }),
        paymentsOfDossiers(tx, collectivityId, dossierIds),
        ...told.map(async ({ dossier: { procedureId, revisionNumber, workflowSlug, workflowRevision } }) => {
          const [{ definition }, { workflow }] = await Promise.all([
            getProcedure(tx, procedureId, revisionNumber),
            getRevision(tx, workflowSlug, workflowRevision),
          ])
          return { title: definition.title, workflow }
        }),
      ]),
    ),
  ])
  const cases = told.flatMap((each, index): SeenCase[] => {
    const names = named[index]
    return names ? [{ ...each, ...names }] : []
  })
  const isKnownElsewhere = judged.some(({ sight }) => sight === 'hint')
  return {
    kind: 'overview',
    overview: { known, cases, isKnownElsewhere, messages, appointments, payments, services, suggestions },
  }
}

const isTold = (sight: Sight): boolean => sight === 'whole' || sight === 'outline'
