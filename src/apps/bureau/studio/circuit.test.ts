import assert from 'node:assert/strict'
import { test } from 'node:test'
import { getDraft } from '#counter/studio'
import type { Step, Workflow } from '#counter/workflows'
import { openBureau } from '../testing.ts'
import { stepFamilies, stepPanels } from './steps/index.ts'

const bureau = await openBureau()
const camille = await bureau.signIn('administration.corbas@exemple.fr')
const base = '/bureau/corbas/atelier'
const author = bureau.agent(camille.accountId, [{ role: 'administrator', serviceId: null }])

const textOf = (page: { readonly body: string }): string => page.body.replaceAll('\u00a0', ' ')

/** A new procedure whose circuit one writes, as its author's browser sees it. */
async function begin(nom: string) {
  const made = await camille.post(`${base}/nouveau`, { depart: 'rien', nom })
  const draft = String(made.headers.location)
  const id = draft.split('/').at(-1) ?? ''
  const circuit = `${draft}/circuit`
  const read = async (): Promise<Workflow> => {
    const { document } = await getDraft(author, { owner: bureau.site.id, id })
    assert.ok('statuses' in document.circuit)
    return document.circuit
  }
  const send = async (form: Record<string, string | readonly string[]>, path = circuit) => {
    const { version } = await getDraft(author, { owner: bureau.site.id, id })
    return camille.post(path, { version: String(version), ...form })
  }
  const act = async (form: Record<string, string | readonly string[]>, path = circuit) => {
    const done = await send(form, path)
    assert.equal(
      done.statusCode,
      303,
      textOf(done)
        .replaceAll(/<[^>]+>/g, ' ')
        .slice(0, 3000),
    )
    return String(done.headers.location)
  }
  return { draft, circuit, settings: `${circuit}/reglages`, read, send, act }
}

/** The form that a page shows, as a browser would send it back untouched. */
function formIn(body: string, act: string): Record<string, string | string[]> {
  const form =
    body
      .split('<form')
      .find((each) => each.includes(`value="${act}"`))
      ?.split('</form>')[0] ?? ''
  const sent: Record<string, string | string[]> = {}
  const unescape = (text: string) =>
    text.replaceAll('&quot;', '"').replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&')
  const add = (name: string, value: string) => {
    const before = sent[name]
    sent[name] = before === undefined ? unescape(value) : [before, unescape(value)].flat()
  }
  for (const [tag] of form.matchAll(/<input [^>]+>/g)) {
    const of = (name: string) => new RegExp(` ${name}="([^"]*)"`).exec(tag)?.[1]
    const isTicked = !/type="(checkbox|radio)"/.test(tag) || / checked/.test(tag)
    if (isTicked) add(of('name') ?? '', of('value') ?? '')
  }
  for (const [, name, value] of form.matchAll(/<textarea [^>]*name="([^"]+)"[^>]*>([^<]*)<\/textarea>/g))
    add(name ?? '', value ?? '')
  for (const [, name, options] of form.matchAll(/<select [^>]*name="([^"]+)"[^>]*>(.*?)<\/select>/gs)) {
    const chosen =
      /<option value="([^"]*)" selected/.exec(options ?? '') ?? /<option value(?:="([^"]*)")?/.exec(options ?? '')
    add(name ?? '', chosen?.[1] ?? '')
  }
  return { ...sent, geste: act }
}

const kinds = Object.values(stepFamilies).flatMap((family) => Object.keys(family)) as Step['kind'][]

test('chaque genre d’étape s’ajoute, se relit en une phrase, et se renvoie tel quel sans rien changer', async () => {
  assert.deepEqual(kinds.toSorted(), Object.keys(stepPanels).toSorted())
  const { circuit, read, act, send } = await begin('Essayer chaque étape')
  await act({ geste: 'champ-ajouter', intitule: 'Avis rendu' }, `${circuit}/reglages`)
  for (const kind of kinds) {
    const place = await act({ geste: 'etape-ajouter', statut: 'nouvelle', genre: kind })
    const page = await camille.get(place.replace(/#.*/, ''))
    assert.equal(page.statusCode, 200)
    const step = Number(new URLSearchParams(place.replace(/#.*/, '').split('?')[1]).get('etape'))
    const before = (await read()).statuses[0]?.steps[step]
    assert.equal(before?.kind, kind)
    const form = formIn(page.body, 'etape-changer')
    const sent = await send(form)
    // What is not written yet is asked for, and nothing else.
    const isUnfinished = kind === 'dispatch' || kind === 'set' || kind === 'card' || kind === 'create_case'
    if (sent.statusCode === 422)
      assert.ok(
        isUnfinished,
        `${kind}: ${textOf(sent)
          .replaceAll(/<[^>]+>/g, ' ')
          .slice(0, 2500)}`,
      )
    assert.deepEqual((await read()).statuses[0]?.steps[step], before, kind)
  }
})

test('un bouton : son texte, son sens, qui le peut, ses conséquences, ce qu’il demande, à quelle condition', async () => {
  const { draft, circuit, read, act, send } = await begin('Changer un bouton')
  await camille.post(draft, {
    version: '1',
    geste: 'champ-ajouter',
    page: 'demande',
    libelle: 'Combien de personnes ?',
    type: 'number',
  })
  const page = await camille.get(`${circuit}?statut=a_l_etude&etape=1`)
  const form = formIn(page.body, 'etape-changer')
  await act({
    ...form,
    label: 'Refuser tout net',
    'label.en': 'Refuse',
    tone: 'refuse',
    consequences: 'La personne est prévenue.\nLe dossier se ferme.',
    'asks.kind': 'reason',
    'asks.label': 'Le motif',
    'asks.required': 'oui',
  })
  const step = (await read()).statuses[1]?.steps[1]
  assert.deepEqual(step, {
    kind: 'action',
    id: 'refuser',
    label: { fr: 'Refuser tout net', en: 'Refuse' },
    by: ['instructor'],
    tone: 'refuse',
    to: 'refusee',
    consequences: [{ fr: 'La personne est prévenue.' }, { fr: 'Le dossier se ferme.' }],
    asks: { kind: 'reason', required: true, label: { fr: 'Le motif' } },
  })
  const wrong = await send({ ...form, label: ' ', consequences: 'mille' })
  assert.equal(wrong.statusCode, 422)
  const said = textOf(wrong)
  assert.match(said, /Le texte du bouton : Écrivez quelque chose ici/)
  assert.match(said, /href="#label"/)
  assert.match(said, />mille</)
})

test('une condition de circuit se construit par groupes, sur les réponses, les champs des agents et la demande', async () => {
  const { draft, circuit, settings, read, act, send } = await begin('Conditionner un bouton')
  await act({ geste: 'champ-ajouter', page: 'demande', libelle: 'Combien de personnes ?', type: 'number' }, draft)
  await act({ geste: 'champ-ajouter', intitule: 'Avis rendu' }, settings)
  const at = { statut: 'a_l_etude', etape: '1' }
  const panel = await camille.get(`${circuit}?statut=a_l_etude&etape=1`)
  const form = formIn(panel.body, 'etape-changer')
  // The button saves what is typed, then opens the builder.
  const rule = await act({ ...form, ...at, label: 'Refuser tout net', geste: 'etape-changer:si:when' })
  assert.equal(rule, `${draft}/regle?regle=si&statut=a_l_etude&etape=1&ou=when`)
  assert.match(textOf(await camille.get(rule)), /À quelle condition : Bouton « Refuser tout net »/)
  const group = {
    'p.r': 'all',
    'p.r.0': 'line',
    'p.r.0.s': 'a:combien_de_personnes',
    'c.r.0': 'above_eq',
    'p.r.0.v': 'w:number',
    't.r.0.v': '300',
    'p.r.1': 'none',
    'p.r.1.0': 'line',
    'p.r.1.0.s': 'i:avis_rendu',
    'c.r.1.0': 'is',
    'p.r.1.0.v': 'w:text',
    't.r.1.0.v': 'favorable',
    'p.r.1.1': 'line',
    'p.r.1.1.s': 'c:status',
    'c.r.1.1': 'is',
    'p.r.1.1.v': 'w:choice',
    't.r.1.1.v': 'nouvelle',
  }
  const wrong = await send({ ...group, 't.r.0.v': 'mille', geste: 'enregistrer' }, rule)
  assert.equal(wrong.statusCode, 422)
  assert.match(textOf(wrong), /Écrivez un nombre/)
  assert.match(wrong.body, /value="mille"/)
  const redrawn = textOf(await send({ ...group, geste: 'actualiser' }, rule))
  assert.match(redrawn, /Champs des agents/)
  assert.match(redrawn, /Se lit : Le nombre|Se lit : .*Combien de personnes/)
  await act({ ...group, geste: 'enregistrer' }, rule)
  const step = (await read()).statuses[1]?.steps[1]
  assert.ok(step?.kind === 'action')
  const asked = ['greaterThanEq', ['answer', 'combien_de_personnes'], 300]
  const named = ['equals', ['internal', 'avis_rendu'], 'favorable']
  const waiting = ['equals', ['case', 'status'], 'nouvelle']
  assert.deepEqual(step.when, ['and', asked, ['not', ['or', named, waiting]]])
  // What was built is drawn again as it was, and read where it stands.
  assert.match((await camille.get(rule)).body, /<option value="none" selected[^>]*>Aucune/)
  assert.match(textOf(await camille.get(circuit)), /Refuser tout net.* si : .*Combien de personnes/)
  await act({ geste: 'effacer' }, rule)
  assert.equal('when' in ((await read()).statuses[1]?.steps[1] ?? {}), false)
})

test('les règles d’une répartition, une action globale et un montant ont le même constructeur', async () => {
  const { draft, circuit, settings, read, act } = await begin('Répartir selon des règles')
  await act({ geste: 'champ-ajouter', page: 'demande', libelle: 'Combien de jours ?', type: 'number' }, draft)
  await act({ geste: 'etape-ajouter', statut: 'nouvelle', genre: 'dispatch' })
  const rank = (await read()).statuses[0]?.steps.findIndex(({ kind }) => kind === 'dispatch') ?? -1
  const at = { statut: 'nouvelle', etape: String(rank) }
  const rule = await act({ ...at, 'rules.0.function': 'instructor', geste: 'etape-changer:si:rules.0.when' })
  assert.match(rule, /ou=rules\.0\.when/)
  assert.match(textOf(await camille.get(rule)), /Répartie selon des règles entre/)
  const line = { 'p.r': 'all', 'p.r.0': 'line', 'p.r.0.s': 'a:combien_de_jours', 'c.r.0': 'above' }
  await act({ ...line, 'p.r.0.v': 'w:number', 't.r.0.v': '3', geste: 'enregistrer' }, rule)
  const found = (await read()).statuses[0]?.steps[rank]
  assert.ok(found?.kind === 'dispatch')
  const longer = ['greaterThan', ['answer', 'combien_de_jours'], 3]
  assert.deepEqual(found.rules, [{ function: 'instructor', when: longer }])
  await act({ geste: 'action-ajouter', intitule: 'Relancer' }, settings)
  const shown = formIn((await camille.get(`${settings}?objet=action&nom=relancer`)).body, 'action-changer')
  const late = await act({ ...shown, geste: 'action-changer:si:when' }, settings)
  assert.match(late, /action=relancer&ou=when/)
  await act({ ...line, 'p.r.0.v': 'w:number', 't.r.0.v': '3', geste: 'enregistrer' }, late)
  assert.deepEqual((await read()).actions?.[0]?.when, longer)
  await act({ geste: 'etape-ajouter', statut: 'nouvelle', genre: 'ask_outside' })
  const paid = (await read()).statuses[0]?.steps.findIndex(({ kind }) => kind === 'ask_outside') ?? -1
  const page = async () => (await camille.get(`${circuit}?statut=nouvelle&etape=${paid}`)).body
  await act({ ...formIn(await page(), 'etape-changer'), service: 'payment' })
  const opened = { ...formIn(await page(), 'etape-changer'), geste: 'etape-changer:valeur:parameters.amount' }
  const value = await act(opened)
  const product = { 'p.r': 'f:multiply', 'p.r.0': 'a:combien_de_jours', 'p.r.1': 'w:amount', 't.r.1': '12,50' }
  await act({ ...product, geste: 'enregistrer' }, value)
  const asked = (await read()).statuses[0]?.steps[paid]
  assert.ok(asked?.kind === 'ask_outside')
  assert.deepEqual(asked.parameters, [{ id: 'amount', value: ['multiply', ['answer', 'combien_de_jours'], 1250] }])
  assert.equal((await camille.get(`${draft}/regle?regle=si&statut=partie&etape=0&ou=when`)).statusCode, 404)
  assert.equal((await camille.get(`${draft}/regle?regle=si&statut=nouvelle&etape=0&ou=kind`)).statusCode, 404)
})

test('des lignes s’ajoutent, se montent et se retirent sans script : documents, règles, essais d’un appel', async () => {
  const { circuit, read, act } = await begin('Ajouter des lignes')
  const place = await act({ geste: 'etape-ajouter', statut: 'a_l_etude', genre: 'await_applicant' })
  const at = { statut: 'a_l_etude', etape: '2' }
  assert.match(place, /etape=2/)
  const text = { invitation: 'Envoyez ces papiers.', to: 'a_l_etude', asks: 'documents' }
  await act({ ...at, ...text, geste: 'etape-changer', 'documents.0.label': 'Bail' })
  await act({ ...at, ...text, geste: 'etape-changer', 'documents.0.label': 'Bail', 'documents.1.label': 'Plan' })
  const both = { 'documents.0.label': 'Bail', 'documents.1.label': 'Plan' }
  await act({ ...at, ...text, ...both, geste: 'etape-changer:monter:documents:1' })
  const documents = async () => {
    const step = (await read()).statuses[1]?.steps[2]
    return step?.kind === 'await_applicant' ? step.documents?.map(({ id }) => id) : undefined
  }
  assert.deepEqual(await documents(), ['plan', 'bail'])
  const swapped = { 'documents.0.label': 'Plan', 'documents.1.label': 'Bail', 'documents.0.retirer': 'oui' }
  await act({ ...at, ...text, ...swapped, geste: 'etape-changer' })
  assert.deepEqual(await documents(), ['bail'])
  const reason = { 'documents.0.label': 'Bail', 'documents.0.hint': 'Signé de moins de trois mois.' }
  await act({ ...at, ...text, ...reason, geste: 'etape-changer' })
  const asking = (await read()).statuses[1]?.steps[2]
  assert.ok(asking?.kind === 'await_applicant')
  assert.deepEqual(asking.documents, [
    { id: 'bail', label: { fr: 'Bail' }, hint: { fr: 'Signé de moins de trois mois.' } },
  ])
  await act({ geste: 'etape-ajouter', statut: 'a_l_etude', genre: 'call' })
  const call = formIn((await camille.get(`${circuit}?statut=a_l_etude&etape=3`)).body, 'etape-changer')
  await act({
    ...call,
    url: 'https://exemple.fr/avis',
    'on5xx.retries': '3',
    'body.0.id': 'numero',
    'body.0.value': 'case|number',
  })
  const step = (await read()).statuses[1]?.steps[3]
  assert.ok(step?.kind === 'call')
  assert.equal(step.on5xx.retries, 3)
  assert.deepEqual(step.body, [{ id: 'numero', value: ['case', 'number'] }])
})

test('fonctions, options, champs des agents, actions globales et conservation se règlent sur leur page', async () => {
  const { circuit, settings, read, act, send } = await begin('Régler un circuit')
  assert.match(textOf(await camille.get(circuit)), /Fonctions, options, champs des agents/)
  await act({ geste: 'fonction-ajouter', intitule: 'Visa du maire' }, settings)
  await act({ geste: 'fonction-changer', nom: 'visa_du_maire', label: 'Visa du maire', role: 'supervisor' }, settings)
  await act({ geste: 'option-ajouter', intitule: 'Jours pour répondre' }, settings)
  const option = { nom: 'jours_pour_repondre', label: 'Jours pour répondre', type: 'number' }
  assert.equal((await send({ ...option, geste: 'option-changer', default: 'dix' }, settings)).statusCode, 422)
  await act({ ...option, geste: 'option-changer', default: '10' }, settings)
  await act({ geste: 'champ-ajouter', intitule: 'Avis' }, settings)
  const answers = { 'options.0.label': 'Favorable', 'options.1.label': 'Défavorable' }
  await act({ geste: 'champ-changer', nom: 'avis', label: 'Avis', type: 'choice', ...answers }, settings)
  const there = await act({ geste: 'action-ajouter', intitule: 'Relancer' }, settings)
  assert.match(there, /objet=action&nom=relancer/)
  await act(
    {
      geste: 'action-changer',
      nom: 'relancer',
      label: 'Relancer',
      'on.kind': 'delay',
      'on.delai.after.option': 'jours_pour_repondre',
      'on.delai.after.unite': 'workingDays',
      'on.delai.from': 'submitted',
      from: ['a_l_etude'],
    },
    settings,
  )
  const place = await act({ geste: 'etape-ajouter', action: 'relancer', genre: 'notify' }, settings)
  assert.match(place, /objet=action&nom=relancer&etape=0/)
  assert.equal((await camille.get(place.replace(/#.*/, ''))).statusCode, 200)
  await act(
    {
      geste: 'etape-changer',
      action: 'relancer',
      etape: '0',
      subject: 'Un rappel',
      body: 'Bonjour {name}',
    },
    settings,
  )
  await act({ geste: 'conservation-changer', 'accepted.months': '24', 'accepted.end': 'anonymise' }, settings)
  await act({ geste: 'circuit-changer', title: 'Mon circuit', summary: 'Vite fait.', initial: 'nouvelle' }, settings)
  const workflow = await read()
  assert.deepEqual(workflow.functions.at(-1), {
    id: 'visa_du_maire',
    label: { fr: 'Visa du maire' },
    role: 'supervisor',
  })
  assert.equal(workflow.options?.[0]?.default, 10)
  assert.deepEqual(
    workflow.internal?.[0]?.options?.map(({ value }) => value),
    ['favorable', 'defavorable'],
  )
  assert.deepEqual(workflow.actions?.[0], {
    id: 'relancer',
    label: { fr: 'Relancer' },
    on: { kind: 'delay', after: { workingDays: ['option', 'jours_pour_repondre'] }, from: 'submitted' },
    from: ['a_l_etude'],
    steps: [{ kind: 'notify', to: 'applicant', subject: { fr: 'Un rappel' }, body: { fr: 'Bonjour {name}' } }],
  })
  assert.deepEqual(workflow.retention, { accepted: { months: 24, end: 'anonymise' } })
  await act({ geste: 'option-retirer', nom: 'jours_pour_repondre' }, settings)
  const page = textOf(await camille.get(circuit))
  assert.match(page, /Ce qui concerne tout le circuit/)
})

test('ce qui est à corriger se lit au statut, et se compte sur le dessin', async () => {
  const { circuit, act } = await begin('Voir les fautes')
  await act({ geste: 'statut-ajouter', nom: 'Oubliée' })
  const page = textOf(await camille.get(circuit))
  assert.match(page, /class="badge bad"/)
  assert.match(page, /À corriger :<\/b> Aucun chemin ne mène au statut « Oubliée »/)
  const place = await act({
    geste: 'statut-changer',
    statut: 'oubliee',
    label: 'Oubliée',
    publicLabel: 'On y pense.',
    phase: 'examined',
    visibleTo: ['instructor'],
    hiddenFromApplicant: 'oui',
  })
  assert.match(textOf(await camille.get(place.replace(/#.*/, ''))), /On y pense/)
})

test('une question à l’extérieur montre en mots ce dont son service a besoin, et garde le reste', async () => {
  const { draft, circuit, read, act, send } = await begin('Payer la location')
  await act({ geste: 'champ-ajouter', page: 'demande', libelle: 'Le montant convenu', type: 'amount' }, draft)
  await act({ geste: 'etape-ajouter', statut: 'nouvelle', genre: 'ask_outside' })
  const rank = (await read()).statuses[0]?.steps.findIndex(({ kind }) => kind === 'ask_outside') ?? -1
  const asked = async () => {
    const step = (await read()).statuses[0]?.steps[rank]
    assert.ok(step?.kind === 'ask_outside')
    return step
  }
  const shown = async () => camille.get(`${circuit}?statut=nouvelle&etape=${rank}`)
  const form = async () => formIn((await shown()).body, 'etape-changer')
  assert.match(textOf(await shown()), /Adresse électronique de qui donne l’avis/)
  await act({ ...(await form()), service: 'payment' })
  const page = textOf(await shown())
  assert.match(page, /Montant, en euros/)
  assert.doesNotMatch(page, /qui donne l’avis/)
  const refused = await send({ ...(await form()), 'parameters.amount.texte': 'cher' })
  assert.equal(refused.statusCode, 422)
  assert.match(textOf(refused), /Écrivez un montant en euros/)
  assert.match(refused.body, /value="cher"/)
  await act({ ...(await form()), 'parameters.amount.texte': '86,5', 'parameters.days.texte': '15' })
  assert.deepEqual((await asked()).parameters, [
    { id: 'amount', value: 8650 },
    { id: 'days', value: 15 },
  ])
  assert.match((await shown()).body, /value="86,50"/)
  await act({ ...(await form()), 'parameters.amount': 'answer|le_montant_convenu' })
  assert.deepEqual((await asked()).parameters?.[0], { id: 'amount', value: ['answer', 'le_montant_convenu'] })
  // Another service: what the payment alone needed goes.
  await act({ ...(await form()), service: 'appointment' })
  assert.equal((await asked()).parameters, undefined)
  assert.match((await shown()).body, /<option value="choix\|titres-d-identite"/)
  await act({ ...(await form()), 'parameters.agenda': 'choix|titres-d-identite' })
  assert.deepEqual((await asked()).parameters, [{ id: 'agenda', value: 'titres-d-identite' }])
})

test('ce qui est nommé et que la collectivité n’a pas empêche de publier, et dit où le corriger', async () => {
  const { draft, circuit, act } = await begin('Nommer ce qui manque')
  await act({ geste: 'etape-ajouter', statut: 'nouvelle', genre: 'generate_document' })
  await act({ geste: 'etape-ajouter', statut: 'nouvelle', genre: 'ask_outside' })
  const page = textOf(await camille.get(`${draft}/publication`))
  assert.match(page, /Le modèle de courrier « modele » n’existe pas ici/)
  assert.match(page, /Dites à quelle adresse écrire à la personne dont l’avis est demandé/)
  assert.match(textOf(await camille.get(circuit)), /À corriger :<\/b> Le modèle de courrier « modele »/)
  const { version } = await getDraft(author, { owner: bureau.site.id, id: draft.split('/').at(-1) ?? '' })
  assert.equal((await camille.post(`${draft}/publication`, { version: String(version) })).statusCode, 422)
})
