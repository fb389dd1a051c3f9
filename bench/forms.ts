import { compose } from '../src/main.ts'
import { importProcedure, offerProcedure } from '#counter/procedures'
import { createDraft, findFaults, publishDraft } from '#counter/studio'
import { readConfig } from '#platform/config'
import { systemContext } from '#platform/context'
import { findSite } from '#territory/collectivities'
import { type Figure, figure, median } from './figures.ts'
import type { Stage } from './stage.ts'

const [pageCount, perPage] = [10, 30]
const slug = 'formulaire-de-mesure'
const text = (fr: string) => ({ fr, en: fr })

/** Three hundred fields over ten pages, of which each page shows some by what was answered before. */
function definition() {
  const field = (page: number, index: number) => {
    const id = `f${page}_${index}`
    const label = text(`Question ${index + 1} de la partie ${page + 1}`)
    if (index % 5 === 0) return { id, type: 'number', label, optional: true }
    const condition = { condition: ['notEquals', ['answer', `f${page}_0`], index] }
    return { id, type: 'text', label, optional: true, ...(index % 3 === 0 && condition) }
  }
  const pages = Array.from({ length: pageCount }, (_, page) => ({
    id: `p${page}`,
    title: text(`Quelle est la partie ${page + 1} ?`),
    shortTitle: text(`Partie ${page + 1}`),
    fields: Array.from({ length: perPage }, (_, index) => field(page, index)),
  }))
  const who = [
    { id: 'who', type: 'identity', label: text('Votre identité') },
    { id: 'mail', type: 'email', label: text('Votre adresse') },
  ]
  const last = { id: 'vous', title: text('Qui êtes-vous ?'), shortTitle: text('Vous'), fields: who }
  return {
    format: 'traboule.procedure/1',
    slug,
    title: text('Formulaire de mesure'),
    summary: text('Trois cents questions.'),
    icon: 'file-text',
    lifeEvents: ['papers'],
    keywords: { fr: [], en: [] },
    forWhom: text('Personne.'),
    prepare: [],
    minutes: 60,
    nextSteps: [text('Rien.')],
    applicant: { identity: 'who', email: 'mail' },
    workflow: 'simple',
    form: { pages: [...pages, last] },
    defaults: { deadlineDays: 10, feeCents: 0, contact: { name: text('Personne') } },
  }
}

async function publish(stage: Stage): Promise<number> {
  const app = await compose(readConfig({ TRABOULE_URL: stage.url }), stage.databaseUrl)
  try {
    const ctx = systemContext(app, 'bench')
    const site = await findSite(app.db, { slug: 'corbas' })
    const before = performance.now()
    const imported = await importProcedure(ctx, definition())
    const took = performance.now() - before
    if (!imported.ok || !site) throw new Error('the form of the measure is refused')
    await offerProcedure(ctx, { collectivityId: site.id, procedureSlug: slug })
    return took
  } finally {
    app.mailer.close()
    await app.db.close()
  }
}

const statusCount = 30

/** Thirty statuses, each with a condition, a mail, a field that it writes, a button and a delay. */
function circuit(): object {
  const statuses = Array.from({ length: statusCount }, (_, index) => {
    const [id, next] = [`s${index}`, index === statusCount - 1 ? 'fin' : `s${index + 1}`]
    const when = ['greaterThan', ['answer', `f${index % pageCount}_0`], index]
    return {
      id,
      label: text(`Statut ${index}`),
      publicLabel: text(`Le service en est à l’étape ${index}.`),
      phase: 'examined',
      steps: [
        { kind: 'assign', function: 'instructor' },
        { kind: 'set', fields: [{ id: 'score', value: ['answer', `f${index % pageCount}_5`] }] },
        { kind: 'notify', to: 'applicant', subject: text('Demande {number}'), body: text('Bonjour {name}'), when },
        { kind: 'jump', to: next, when: ['equals', ['internal', 'score'], index] },
        {
          kind: 'action',
          id: `avancer_${index}`,
          label: text('Avancer'),
          by: ['instructor'],
          tone: 'forward',
          to: next,
          consequences: [text('La demande avance.')],
        },
        { kind: 'on_delay', id: `delai_${index}`, after: { days: 5 }, to: 'fin' },
      ],
    }
  })
  const end = { id: 'fin', label: text('Fin'), publicLabel: text('C’est fini.'), phase: 'decided', outcome: 'accepted' }
  return {
    format: 'traboule.workflow/1',
    slug: 'circuit-de-mesure',
    title: text('Circuit de mesure'),
    summary: text('Trente statuts.'),
    functions: [{ id: 'instructor', label: text('Instruction'), role: 'agent' }],
    internal: [{ id: 'score', label: text('Note'), type: 'number' }],
    retention: { accepted: { months: 12, end: 'anonymise' } },
    initial: 's0',
    statuses: [...statuses, { ...end, steps: [] }],
  }
}

/** A draft of both, taken from a file, checked as the page of publication does it, then published. */
async function publishDraftOf(stage: Stage): Promise<number> {
  const app = await compose(readConfig({ TRABOULE_URL: stage.url }), stage.databaseUrl)
  try {
    const ctx = systemContext(app, 'bench')
    const json = {
      format: 'traboule.package/1',
      definition: { ...definition(), slug: 'demarche-de-mesure', workflow: 'circuit-de-mesure' },
      workflow: circuit(),
    }
    const made = await createDraft(ctx, { owner: null, from: { kind: 'file', name: 'mesure.json', json } })
    if (!made.ok) throw new Error(`the draft of the measure is refused: ${JSON.stringify(made.refusal)}`)
    const key = { owner: null, id: made.value.id }
    const before = performance.now()
    const { version, findings } = await findFaults(ctx, key)
    const done = await publishDraft(ctx, {
      ...key,
      seen: version,
      say: (finding) => finding.key,
      signed: findings.map((each) => each.key),
    })
    const took = performance.now() - before
    if (!done.ok) throw new Error(`the publication of the measure is refused: ${done.refusal}`)
    return took
  } finally {
    app.mailer.close()
    await app.db.close()
  }
}

/** A form of 300 fields: published with all its checks, then a page of its draft opened, all its answers read. */
export async function measureForms(stage: Stage): Promise<Figure[]> {
  const published = await publish(stage)
  const drafted = await publishDraftOf(stage)
  const form = `${stage.url}/corbas/demarches/${slug}/demande`
  const body = new URLSearchParams(Array.from({ length: perPage }, (_, index) => [`f0_${index}`, '12']))
  const began = await fetch(`${form}/nouvelle/p0`, { method: 'POST', body, redirect: 'manual' })
  const cookie = began.headers
    .getSetCookie()
    .map((each) => each.split(';')[0])
    .join('; ')
  const draft = new URL(began.headers.get('location') ?? '', form).pathname.replace(/\/[^/]*$/, '')
  const open = async (page: string): Promise<number> => {
    const before = performance.now()
    const answer = await fetch(`${stage.url}${draft}/${page}`, { headers: { cookie } })
    const html = await answer.text()
    if (answer.status !== 200 || !html.includes('Question 5')) throw new Error(`${page}: ${answer.status}`)
    return performance.now() - before
  }
  const turns = stage.isSmoke ? 3 : 60
  const times: number[] = []
  for (let turn = 0; turn < turns; turn += 1) times.push(await open(`p${turn % 2}`))
  return [
    figure('forms.open', median(times), 'ms', { note: '300 fields, a page of a draft over HTTP' }),
    figure('forms.publish', published, 'ms', { note: 'with all its checks' }),
    figure('forms.publish_draft', drafted, 'ms', { note: '300 fields, 30 statuses: checked twice, published' }),
  ]
}
