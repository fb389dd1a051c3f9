import { type AgentDossierFile, readForAgent } from '#counter/dossiers'
import { type Definition, getProcedure } from '#counter/procedures'
import { getRevision, type Workflow } from '#counter/workflows'
import { listCollectivities, listServices, type Service } from '#territory/collectivities'
import type { AgentVisitor } from '../../../access/index.ts'
import type { App } from '../../../app.ts'

/** A case and what is needed to show it. */
export interface OpenCase {
  readonly file: AgentDossierFile
  readonly definition: Definition
  readonly workflow: Workflow
  readonly services: readonly Service[]
  readonly communes: readonly { readonly code: string; readonly name: string }[]
}

/**
 * The case of an address, for an agent who reaches it.
 * @throws AppError `not_found dossiers.no_dossier`.
 */
export async function readCase(app: App, who: AgentVisitor, caseId: string): Promise<OpenCase> {
  const { id: collectivityId } = who.site
  const file = await readForAgent(who.context, { collectivityId, dossierId: caseId })
  const { dossier } = file
  const [revisions, services, communes] = await Promise.all([
    app.db.readCollectivity(collectivityId, (tx) =>
      Promise.all([
        getProcedure(tx, dossier.procedureId, dossier.revisionNumber),
        getRevision(tx, dossier.workflowSlug, dossier.workflowRevision),
      ]),
    ),
    listServices(app.db, collectivityId),
    listCollectivities(app.db, { kind: 'commune' }),
  ])
  const [{ definition }, { workflow }] = revisions
  return { file, definition, workflow, services, communes }
}
