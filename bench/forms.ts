import { compose } from '../src/main.ts'
import { importProcedure, offerProcedure } from '#counter/procedures'
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

/** A form of 300 fields: published with all its checks, then a page of its draft opened, all its answers read. */
export async function measureForms(stage: Stage): Promise<Figure[]> {
  const published = await publish(stage)
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
  ]
}
