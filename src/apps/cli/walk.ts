import { type Definition, findLatestDefinition } from '#counter/procedures'
import { findPublikDraft, listPublikDrafts, type WalkedProcedure, walkWhole } from '#counter/publik'
import { latestRevision, listWorkflows, type Workflow } from '#counter/workflows'
import type { Config } from '#platform/config'
import { type Context, systemContext } from '#platform/context'
import { withInstallation } from './app.ts'
import { loadLibrary } from './library.ts'
import { walkLines, walkTable } from './walk-lines.ts'

/**
 * `traboule procedure walk SLUG [--json]`: fills the form of a draft, or of a published procedure, with sample answers and
 * takes its circuit to every end that can be reached, in memory: no request is made. A circuit that no form names is walked
 * alone. `--all` walks everything that was imported from Publik, in a table with its totals.
 */
export async function walkProcedure(config: Config, args: readonly string[]): Promise<number> {
  const isJson = args.includes('--json')
  const isAll = args.includes('--all')
  const [slug, ...more] = args.filter((arg) => arg !== '--json' && arg !== '--all')
  if ((slug === undefined) !== isAll || more.length > 0) {
    process.stderr.write('Indiquez une démarche, ou toutes : traboule procedure walk SLUG|--all [--json]\n')
    return 2
  }
  return withInstallation(config, async (app) => {
    const ctx = systemContext(app, 'procedure walk')
    // Imported before the first start, a form may already follow a circuit that comes with the program.
    await loadLibrary(ctx)
    const today = ctx.clock.now().toISOString().slice(0, 10)
    const walked = slug === undefined ? await walkAll(ctx, today) : await walkOne(ctx, slug, today)
    if (!walked) {
      process.stderr.write(`Ni brouillon, ni démarche, ni circuit ne s’appelle « ${slug} » : importez-le d’abord.\n`)
      return 1
    }
    const lines = isAll ? walkTable(walked) : walked.flatMap(walkLines)
    process.stdout.write(`${isJson ? JSON.stringify(isAll ? walked : walked[0], null, 2) : lines.join('\n')}\n`)
    return walked.every(({ isWhole }) => isWhole) ? 0 : 1
  })
}

async function walkOne(ctx: Context, slug: string, today: string): Promise<readonly WalkedProcedure[] | undefined> {
  const definition = await definitionOf(ctx, slug)
  const workflow = await workflowOf(ctx, definition?.workflow ?? slug)
  return definition || workflow ? [walkWhole({ slug, definition, workflow }, today)] : undefined
}

/** Forms with their circuits, then the circuits, each once alone. */
async function walkAll(ctx: Context, today: string): Promise<readonly WalkedProcedure[]> {
  const drafts = await listPublikDrafts(ctx)
  const walked: WalkedProcedure[] = []
  for (const { draft, report } of drafts) {
    const { slug, counts } = report
    if (draft.kind === 'procedure') {
      const { definition } = draft
      walked.push(walkWhole({ slug, definition, workflow: await workflowOf(ctx, definition.workflow), counts }, today))
    } else if (draft.kind === 'workflow') {
      walked.push(walkWhole({ slug, definition: undefined, workflow: draft.definition, counts }, today))
    }
  }
  return walked
}

async function definitionOf(ctx: Context, slug: string): Promise<Definition | undefined> {
  const draft = await findPublikDraft(ctx, 'procedure', slug)
  return draft?.definition ?? ctx.db.withTerritory((tx) => findLatestDefinition(tx, slug))
}

async function workflowOf(ctx: Context, slug: string): Promise<Workflow | undefined> {
  const draft = await findPublikDraft(ctx, 'workflow', slug)
  if (draft) return draft.definition
  return ctx.db.withTerritory(async (tx) => {
    const isKnown = (await listWorkflows(tx)).some((workflow) => workflow.slug === slug)
    return isKnown ? (await latestRevision(tx, slug)).workflow : undefined
  })
}
