import { type Definition, findLatestDefinition } from '#counter/procedures'
import { type Filled, fillForm, findPublikDraft, type Walked, walkCircuit } from '#counter/publik'
import { latestRevision, listWorkflows, type Workflow } from '#counter/workflows'
import type { Config } from '#platform/config'
import { type Context, systemContext } from '#platform/context'
import { withInstallation } from './app.ts'

/**
 * `traboule procedure walk SLUG`: fills the form of a draft, or of a published procedure, with sample answers and takes its
 * circuit to every end that can be reached, in memory: nothing is written. A circuit that no form names is walked alone.
 */
export async function walkProcedure(config: Config, args: readonly string[]): Promise<number> {
  const [slug, ...more] = args
  if (slug === undefined || more.length > 0) {
    process.stderr.write('Indiquez une démarche : traboule procedure walk SLUG\n')
    return 2
  }
  return withInstallation(config, async (app) => {
    const ctx = systemContext(app, 'procedure walk')
    const definition = await definitionOf(ctx, slug)
    const workflow = await workflowOf(ctx, definition?.workflow ?? slug)
    if (!definition && !workflow) {
      process.stderr.write(`Ni brouillon, ni démarche, ni circuit ne s’appelle « ${slug} » : importez-le d’abord.\n`)
      return 1
    }
    const { lines, isWhole } = walk(definition, workflow, ctx.clock.now().toISOString().slice(0, 10))
    process.stdout.write(`${lines.join('\n')}\n`)
    return isWhole ? 0 : 1
  })
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

function walk(definition: Definition | undefined, workflow: Workflow | undefined, today: string) {
  const form = definition ? fillForm(definition, today) : blankForm
  const walked = workflow ? walkCircuit(workflow, form.answers) : nowhere
  const lines = [
    ...(definition ? formLines(definition, form) : []),
    ...(workflow ? linesOf(workflow, walked) : ['Le circuit que la démarche nomme manque : importez-le.']),
  ]
  return { lines, isWhole: form.isComplete && walked.ends.length > 0 }
}

const blankForm: Filled = { isComplete: true, answers: {}, errors: [] }
const nowhere: Walked = { reached: [], ends: [], unreached: [] }

const formLines = (definition: Definition, { isComplete, answers, errors }: Filled): readonly string[] => [
  `${definition.title.fr} : formulaire ${isComplete ? 'rempli' : 'incomplet'}, ${Object.keys(answers).length} réponses`,
  ...errors.map(({ field, code }) => `  ${field} : ${code}`),
]

function linesOf(workflow: Workflow, { reached, ends, unreached }: Walked): readonly string[] {
  const labels = new Map(workflow.statuses.map(({ id, label }) => [id, label.fr]))
  const outcomes: Readonly<Record<string, string>> = { accepted: 'acceptée', refused: 'refusée', closed: 'close' }
  return [
    `${workflow.title.fr} : ${reached.length} statuts atteints sur ${workflow.statuses.length}, ${ends.length} fins`,
    ...reached.map((id) => `  ${labels.get(id) ?? id} (${id})`),
    ...ends.map(
      ({ status, outcome }) => `  fin : ${labels.get(status) ?? status}, demande ${outcomes[outcome] ?? outcome}`,
    ),
    ...unreached.map((id) => `  jamais atteint : ${labels.get(id) ?? id} (${id})`),
  ]
}
