import { countOpen } from '#counter/dossiers'
import { getProcedure, listProcedures } from '#counter/procedures'
import type { Draft } from '#counter/studio'
import { getRevision, type Workflow } from '#counter/workflows'
import type { Compared } from './difference.tsx'
import type { Concerned } from './move-choice.tsx'
import { type Author, ownerOf } from './place.ts'

/** What stands before a publication: the revision that it follows, and the open cases that it may concern. */
export async function beforePublication(
  who: Author,
  { slug, state }: Pick<Draft, 'slug' | 'state'>,
  workflow: Workflow | undefined,
): Promise<{ readonly before: Compared | undefined; readonly concerned: Concerned | undefined }> {
  const { context, site } = who
  if (state !== 'open') return { before: undefined, concerned: undefined }
  const latest = await context.db.readTerritory(async (tx) => {
    const listed = (await listProcedures(tx)).find((each) => each.slug === slug && each.owner === ownerOf(who))
    if (!listed) return undefined
    const revision = await getProcedure(tx, listed.procedureId, listed.number)
    const circuit = await getRevision(tx, revision.workflow.slug, revision.workflow.revision)
    return { procedureId: listed.procedureId, definition: revision.definition, workflow: circuit.workflow }
  })
  if (!latest) return { before: undefined, concerned: undefined }
  if (!site || !workflow) return { before: latest, concerned: undefined }
  const standings = await countOpen(context, { collectivityId: site.id, procedureId: latest.procedureId })
  return { before: latest, concerned: { standings, workflow } }
}
