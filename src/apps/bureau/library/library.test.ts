import assert from 'node:assert/strict'
import { test } from 'node:test'
import { findLatestDefinition, findOffer, importProcedure, listShared } from '#counter/procedures'
import { importWorkflow, latestRevision } from '#counter/workflows'
import { systemContext } from '#platform/context'
import { openBureau } from '../testing.ts'

const bureau = await openBureau()
const camille = await bureau.signIn('administration.corbas@exemple.fr')
const base = '/bureau/corbas/bibliotheque'
const system = systemContext(bureau.app, 'essai')
const author = bureau.agent(camille.accountId, [{ role: 'administrator', serviceId: null }])
const service = [...bureau.services.values()][0] ?? ''

const textOf = ({ body }: { readonly body: string }) =>
  (body.split('<main')[1] ?? '')
    .replaceAll('\u00a0', ' ')
    .replaceAll(/<[^>]+>/g, ' ')
    .replaceAll(/\s+/g, ' ')

/** A procedure that the territory shares, and its circuit with an option for each collectivity. */
async function share(
  slug: string,
  question: string,
  more: { readonly functions?: readonly object[]; readonly asks?: object } = {},
) {
  const [definition, circuit] = await bureau.db.readTerritory(async (tx) => [
    await findLatestDefinition(tx, 'lampadaire-en-panne'),
    (await latestRevision(tx, 'simple')).workflow,
  ])
  assert.ok(definition)
  const options = [
    { id: 'jours', label: { fr: 'Jours avant de relancer' }, type: 'number', default: 15 },
    { id: 'tarif', label: { fr: 'Le tarif réduit' }, type: 'amount', default: 0 },
  ]
  const functions = [...circuit.functions, ...(more.functions ?? [])]
  const statuses = circuit.statuses.map((each, index) =>
    index === 0 && more.asks ? { ...each, steps: [...each.steps, more.asks] } : each,
  )
  const workflow = await importWorkflow(system, { ...circuit, slug, options, functions, statuses })
  assert.ok(workflow.ok, JSON.stringify(workflow))
  const pages = definition.form.pages.map((page, index) =>
    index === 0 ? { ...page, title: { ...page.title, fr: question } } : page,
  )
  const made = await importProcedure(system, {
    ...definition,
    slug,
    workflow: slug,
    form: { ...definition.form, pages },
  })
  assert.ok(made.ok, JSON.stringify(made))
  return functions as readonly { readonly id: string }[]
}

const terms = (functions: readonly { readonly id: string }[]) => ({
  delai: '12',
  prix: '4,50',
  contact: 'Le guichet des essais',
  note: 'Chez nous, le jeudi.',
  'option.jours': '7',
  'option.tarif': '96,50',
  geste: 'proposer',
  ...Object.fromEntries(functions.map(({ id }) => [`fonction.${id}`, service])),
})

const standing = async (slug: string) => (await listShared(author, bureau.site.id)).find((each) => each.slug === slug)
const offerOf = (slug: string) =>
  bureau.db.readCollectivity(bureau.site.id, (tx) => findOffer(tx, bureau.site.id, slug))

test('la bibliothèque est à qui décide de ce que la collectivité propose', async () => {
  assert.equal((await camille.get(base)).statusCode, 200)
  const agent = await bureau.signIn('voirie.corbas@exemple.fr')
  assert.equal((await agent.get(base)).statusCode, 404)
})

test('une commune propose une démarche du territoire avec ses délais, ses services, ses mots, puis la retire', async () => {
  const functions = await share('nid-de-poule', 'Quel trou ?')
  assert.match(textOf(await camille.get(base)), /Pas proposée/)
  const page = `${base}/nid-de-poule`
  assert.match(textOf(await camille.get(page)), /La proposer aux habitants/)
  const wrong = await camille.post(page, { ...terms(functions), delai: 'bientôt', prix: 'cher' })
  assert.equal(wrong.statusCode, 422)
  assert.match(textOf(wrong), /Écrivez un nombre de jours/)
  assert.match(wrong.body, /value="bientôt"/)
  const { [`fonction.${functions[0]?.id}`]: _left, ...unbound } = terms(functions) as Record<string, string>
  assert.match(textOf(await camille.post(page, unbound)), /Choisissez un service pour chaque fonction/)
  assert.equal((await camille.post(page, terms(functions))).statusCode, 303)
  const offer = await offerOf('nid-de-poule')
  assert.equal(offer?.options.deadlineDays, 12)
  assert.equal(offer?.options.feeCents, 450)
  assert.equal(offer?.options.localNote?.fr, 'Chez nous, le jeudi.')
  assert.deepEqual(offer?.options.circuit, { jours: 7, tarif: 9650 })
  assert.match(textOf(await camille.get(page)), /Proposée, à jour/)
  assert.match((await camille.get(page)).body, /value="96,50"/)
  const dear = await camille.post(page, { ...terms(functions), 'option.tarif': 'dix euros' })
  assert.equal(dear.statusCode, 422)
  assert.match(dear.body, /value="dix euros"/)
  assert.equal((await camille.post(page, { ...terms(functions), geste: 'retirer' })).statusCode, 303)
  assert.equal(await offerOf('nid-de-poule'), undefined)
  assert.match(textOf(await camille.get(page)), /Retirée/)
})

test('une mise à jour se lit avec ce qu’elle change ; on garde la sienne, puis on la suit', async () => {
  const functions = await share('banc-casse', 'Quel banc ?')
  const page = `${base}/banc-casse`
  await camille.post(page, terms(functions))
  await share('banc-casse', 'Quel banc faut-il réparer ?', {
    functions: [{ id: 'visa', label: { fr: 'Visa du maire' }, role: 'supervisor' }],
  })
  const told = textOf(await camille.get(page))
  assert.match(told, /Une mise à jour à lire/)
  assert.match(told, /Quel banc faut-il réparer/)
  assert.match(told, /Visa du maire/)
  // Saving one's terms does not take the update in silence.
  await camille.post(page, { ...terms(functions), delai: '9' })
  assert.equal((await standing('banc-casse'))?.offered, 1)
  const update = `${page}/mise-a-jour`
  assert.equal((await camille.post(update, { version: '2', geste: 'garder' })).statusCode, 303)
  assert.match(textOf(await camille.get(page)), /Proposée, sans la dernière mise à jour/)
  assert.equal((await camille.post(update, { version: '1', geste: 'suivre' })).statusCode, 422)
  const unbound = await camille.post(update, { version: '2', geste: 'suivre' })
  assert.match(textOf(unbound), /Choisissez un service pour chaque fonction/)
  const followed = await camille.post(update, { version: '2', geste: 'suivre', 'fonction.visa': service })
  assert.equal(followed.statusCode, 303)
  const offer = await offerOf('banc-casse')
  assert.equal(offer?.revision.number, 2)
  assert.equal(offer?.options.deadlineDays, 9)
  assert.equal(offer?.bindings['visa'], service)
})

test('une copie se détache du territoire, et le fichier s’exporte', async () => {
  await share('fontaine', 'Quelle fontaine ?')
  const copied = await camille.post(`${base}/fontaine/copier`, {})
  const draft = String(copied.headers.location)
  assert.match(draft, /\/bureau\/corbas\/atelier\/[0-9a-f-]{36}$/)
  const circuit = textOf(await camille.get(`${draft}/circuit`))
  assert.match(circuit, /Ajouter un statut/)
  const file = (await camille.get(`${draft}/export.json`)).json() as { definition: { slug: string; workflow: string } }
  assert.equal(file.definition.slug, 'fontaine-corbas')
  assert.equal(file.definition.workflow, 'fontaine-corbas')
  const shared = (await camille.get(`${base}/fontaine/export.json`)).json() as { format: string }
  assert.equal(shared.format, 'traboule.package/1')
})

/** A question to somebody outside, between two statuses of the circuit that is shared. */
const asking = (service: string, parameters: Readonly<Record<string, unknown>>) => ({
  kind: 'ask_outside',
  id: 'dehors',
  service,
  label: { fr: 'Question', en: 'Question' },
  parameters: Object.entries(parameters).map(([id, value]) => ({ id, value })),
  accepted: 'accepted',
  refused: 'refused',
  timedOut: { after: { days: 11 }, to: 'refused' },
})

test('une démarche qui nomme un agenda que la commune n’a pas ne se propose pas, et le dit', async () => {
  const page = `${base}/venir-signer`
  const functions = await share('venir-signer', 'Quand ?', { asks: asking('appointment', { agenda: 'nulle_part' }) })
  assert.match(textOf(await camille.get(page)), /Ce qui manque chez vous .*L’agenda « nulle_part » n’existe pas ici/)
  const refused = await camille.post(page, terms(functions))
  assert.equal(refused.statusCode, 422)
  assert.match(textOf(refused), /L’agenda « nulle_part » n’existe pas ici/)
  assert.match(refused.body, /href="#chez-vous"/)
  assert.match(refused.body, /value="12"/)
  assert.equal(await offerOf('venir-signer'), undefined)
  // Its next revision names an agenda that is here.
  await share('venir-signer', 'Quand venir ?', { asks: asking('appointment', { agenda: 'titres_d_identite' }) })
  assert.doesNotMatch(textOf(await camille.get(page)), /Ce qui manque chez vous/)
  assert.equal((await camille.post(page, terms(functions))).statusCode, 303)
  // An update that asks for a régie of another name is not followed until it is there.
  await share('venir-signer', 'Quand payer ?', {
    asks: asking('payment', { amount: 1200, regie: 'Régie de nulle part' }),
  })
  const update = `${page}/mise-a-jour`
  const late = await camille.post(update, { version: '3', geste: 'suivre' })
  assert.equal(late.statusCode, 422)
  assert.match(textOf(late), /[Rr]égie/)
  assert.equal((await camille.post(update, { version: '3', geste: 'garder' })).statusCode, 303)
  assert.equal((await offerOf('venir-signer'))?.revision.number, 2)
})
