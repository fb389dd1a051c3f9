import { findRevisionAsked } from '#counter/dossiers'
import { localize } from '#kernel/localized'
import type { AgentVisitor } from '../../../access/index.ts'
import { revisionTexts } from './revision-texts.ts'
import type { RevisionView } from './view.ts'

/** What the page offers of it, or nothing. */
export async function revisionOf(who: AgentVisitor, dossierId: string): Promise<RevisionView | undefined> {
  const asked = await findRevisionAsked(who.context, { collectivityId: who.site.id, dossierId })
  if (!asked) return undefined
  const t = revisionTexts(who.locale)
  return { moveId: asked.moveId, sentence: t.asked(String(asked.toRevision), localize(asked.label, who.locale)) }
}
