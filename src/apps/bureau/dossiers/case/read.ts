import { type AgentDossierFile, isFollowed, readForAgent } from '#counter/dossiers'
import { localize } from '#kernel/localized'
import { type Definition, getProcedure } from '#counter/procedures'
import { getRevision, type Workflow } from '#counter/workflows'
import { listCollectivities, listServices, type Service } from '#territory/collectivities'
import type { AgentVisitor } from '../../../access/index.ts'
import type { App } from '../../../app.ts'
import { type FormerCase, formerOf } from '../tied/former.ts'
import { type Composer, readComposer } from '../../replies/compose.ts'
import { type CaseAround, readAround } from './around.ts'
import { type CaseDelays, readDelays } from './delays.tsx'
import { groundUnder, type MapGround } from '../../../maps/index.ts'
import type { Telling } from './journal.ts'

/** A case and what is needed to show it. */
export interface OpenCase {
  readonly file: AgentDossierFile
  readonly definition: Definition
  readonly workflow: Workflow
  readonly services: readonly Service[]
  readonly around: CaseAround
  readonly delays: CaseDelays
  /** By who reads it. */
  readonly isPinned: boolean
  readonly communes: readonly { readonly code: string; readonly name: string }[]
  /** Under the places that it names, when its form asks for any. */
  readonly ground: MapGround | undefined
  /** What helps to write on it. */
  readonly composer: Composer
  /** The forms that it has left for another procedure's. */
  readonly former: readonly FormerCase[]
}

/**
 * The case of an address, for an agent who reaches it.
 * @throws AppError `not_found dossiers.no_dossier`.
 */
export async function readCase(app: App, who: AgentVisitor, caseId: string): Promise<OpenCase> {
  const { id: collectivityId } = who.site
  const file = await readForAgent(who.context, { collectivityId, dossierId: caseId }, who.locale)
  const { dossier } = file
  const [revisions, services, communes, around] = await Promise.all([
    app.db.readCollectivity(collectivityId, (tx) =>
      Promise.all([
        getProcedure(tx, dossier.procedureId, dossier.revisionNumber),
        getRevision(tx, dossier.workflowSlug, dossier.workflowRevision),
        readDelays(app.db, tx, dossier),
        isFollowed(tx, who.context, { collectivityId, dossierId: caseId }),
        readComposer(tx, who.context, dossier),
      ]),
    ),
    listServices(app.db, collectivityId),
    listCollectivities(app.db, { kind: 'commune' }),
    readAround(app, who, dossier),
  ])
  const [{ definition }, { workflow }, delays, isPinned, composer] = revisions
  const [ground, former] = await Promise.all([
    groundUnder(app, { form: definition.form, whose: who.site }),
    formerOf(app, collectivityId, file.former),
  ])
  return { file, former, definition, workflow, services, communes, ground, around, delays, isPinned, composer }
}

/** What the journal is told with, for one reader. */
export function tellingOf(open: OpenCase, who: AgentVisitor, accountId: string): Telling {
  const { file, workflow, services, definition } = open
  const { locale, site } = who
  const words = {
    number: file.dossier.number,
    procedure: localize(definition.title, locale),
    collectivity: site.name,
  }
  const questions = new Map(
    definition.form.pages.flatMap(({ fields }) => fields.map((field) => [field.id, field.label] as const)),
  )
  const partners = new Map(
    file.events.flatMap((event) =>
      event.kind === 'handover.told' ? [[event.id, event.payload.partner] as const] : [],
    ),
  )
  return { locale, workflow, services, words, questions, accountId, partners }
}
