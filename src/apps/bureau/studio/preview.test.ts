import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { test } from 'node:test'
import { hiddenFields, openBureau } from '../testing.ts'

const bureau = await openBureau()
const camille = await bureau.signIn('administration.corbas@exemple.fr')
const base = '/bureau/corbas/atelier'
const textOf = (page: { readonly body: string }): string => page.body.replaceAll('\u00a0', ' ')
const draft = String(
  (await camille.post(`${base}/nouveau`, { depart: 'rien', nom: 'Prêter une tente' })).headers.location,
)
const composer = `${draft}/essais/composer`
const versionOf = async (address: string): Promise<string> =>
  /name="version" value="(\d+)"/.exec((await camille.get(address)).body)?.[1] ?? ''
const gesture = async (form: Record<string, string | string[]>) =>
  camille.post(draft, { version: await versionOf(draft), ...form })
for (const [libelle, type] of [
  ['Dehors ?', 'yes_no'],
  ['Quel sol ?', 'text'],
] as const) {
  await gesture({ geste: 'champ-ajouter', page: 'demande', libelle, type })
}
const rule = `${draft}/regle?regle=quand&page=demande&champ=quel_sol`
await camille.post(rule, {
  version: await versionOf(rule),
  'p.r': 'all',
  'p.r.0': 'line',
  'p.r.0.s': 'a:dehors',
  'c.r.0': 'yes',
  geste: 'enregistrer',
})

test('l’aperçu suit les règles, ou montre toutes les questions', async () => {
  const live = await camille.get(`${draft}/apercu/demande`)
  assert.match(live.body, /data-live=|:has\(|reveal/)
  assert.match(String(live.headers['content-security-policy']), /frame-ancestors 'self'/)
  const designer = await camille.get(`${draft}?page=demande&vue=tout`)
  assert.match(designer.body, /apercu\/demande\?vue=tout/)
  assert.doesNotMatch(designer.body, /<p[^>]*><(div|form)/)
  assert.match(textOf(await camille.get(`${draft}/apercu/demande?vue=tout`)), /Quel sol/)
})

test('l’aperçu se remplit jusqu’au bout, et ne garde rien', async () => {
  const page = `${draft}/apercu/demande`
  const refused = await camille.post(page, { 'page-avant': '{}' })
  assert.equal(refused.statusCode, 422)
  assert.match(textOf(refused), /À corriger|Une réponse est à corriger|corriger/)
  const next = await camille.post(page, { dehors: 'yes', quel_sol: 'Herbe', 'page-avant': '{}' })
  assert.equal(next.statusCode, 200)
  assert.match(textOf(next), /Comment vous répondre/)
  const carried = /name="page-avant" value="([^"]*)"/.exec(next.body)?.[1]?.replaceAll('&quot;', '"') ?? ''
  assert.deepEqual(JSON.parse(carried), { demande: { dehors: 'yes', quel_sol: 'Herbe' } })
  const end = await camille.post(`${draft}/apercu/vous`, {
    'demandeur.givenName': 'Ana',
    'demandeur.familyName': 'Exemple',
    courriel: 'ana@exemple.fr',
    'page-avant': carried,
  })
  assert.match(textOf(end), /L’aperçu est terminé/)
})

test('ce qu’un aperçu reçoit d’étrange est laissé de côté', async () => {
  for (const strange of ['{', '[]', '{"demande":{"autre":[{}]},"vous":3}', 'null']) {
    assert.equal(
      (await camille.post(`${draft}/apercu/demande`, { dehors: 'no', 'page-avant': strange })).statusCode,
      200,
    )
  }
})

test('dans l’aperçu un fichier s’essaie : accepté il se lit par son nom, refusé la page dit pourquoi ; rien n’est gardé', async () => {
  const made = await camille.post(`${base}/nouveau`, { depart: 'rien', nom: 'Donner un plan' })
  const own = String(made.headers.location)
  for (const [libelle, type] of [
    ['Le plan', 'file'],
    ['Votre signature', 'signature'],
    ['À quel endroit ?', 'map'],
  ] as const) {
    await camille.post(own, { version: await versionOf(own), geste: 'champ-ajouter', page: 'demande', libelle, type })
  }
  const page = `${own}/apercu/demande`
  const blank = await camille.get(page)
  assert.match(blank.body, /enctype="multipart\/form-data"/)
  assert.match(blank.body, /signature\.[0-9a-f]+\.js/)
  assert.match(blank.body, /place\.[0-9a-f]+\.js/)
  assert.match(blank.body, /data-place="point"/)
  const content = Buffer.from('%PDF-1.7\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n')
  const wrong = await camille.upload(page, [['le_plan', { name: 'plan.pdf', content: Buffer.from('du texte') }]])
  assert.equal(wrong.statusCode, 422)
  assert.match(textOf(wrong), /plan\.pdf/)
  const signed = {
    'votre_signature.name': 'Ana Exemple',
    'votre_signature.agreed': 'yes',
    'a_quel_endroit.description': 'Devant la mairie',
  }
  const missing = await camille.upload(page, Object.entries(signed))
  assert.equal(missing.statusCode, 422, 'the file is asked for, as of a person')
  const next = await camille.upload(page, [...Object.entries(signed), ['le_plan', { name: 'plan.pdf', content }]])
  assert.match(textOf(next), /Comment vous répondre/, textOf(next).slice(-4000))
  const carried = (name: string) =>
    new RegExp(`name="${name}" value="([^"]*)"`).exec(next.body)?.[1]?.replaceAll('&quot;', '"') ?? ''
  const files = JSON.parse(carried('page-fichiers')) as Record<string, { name: string; size: number }>
  const [[id, file] = assert.fail('no file')] = Object.entries(files)
  assert.deepEqual([file.name, file.size], ['plan.pdf', content.length])
  assert.equal(await bureau.app.files.has(createHash('sha256').update(content).digest('hex')), false)
  // Back on its page: read by its name and size, and taken away by its button.
  const again = [['le_plan', id], ['page-fichiers', carried('page-fichiers')], ...Object.entries(signed)] as const
  const removed = await camille.upload(page, [...again, ['remove-file', id]])
  assert.doesNotMatch(removed.body, /<li><div class="file-row">/)
  const shown = await camille.upload(page, [...again.slice(0, 2), ['votre_signature.name', '']])
  assert.match(textOf(shown), /file-row[\s\S]*plan\.pdf/)
})

/** What the form of the composed test carries, its quotes as they were. */
const carriedBy = (page: Parameters<typeof hiddenFields>[0]): Record<string, string> =>
  Object.fromEntries(
    Object.entries({ ...hiddenFields(page, composer), geste: '' }).map(([name, value]) => [
      name,
      value.replaceAll('&quot;', '"'),
    ]),
  )

test('l’aperçu rempli devient un essai : la demande avance geste par geste, et rien n’y dit qui l’a remplie', async () => {
  const carried = JSON.stringify({
    demande: { dehors: 'yes', quel_sol: 'Herbe' },
    vous: { 'demandeur.givenName': 'Ana', 'demandeur.familyName': 'Exemple' },
  })
  const end = await camille.post(`${draft}/apercu/vous`, {
    'demandeur.givenName': 'Ana',
    'demandeur.familyName': 'Exemple',
    courriel: 'ana@exemple.fr',
    'page-avant': carried,
  })
  assert.match(end.body, /action="[^"]*\/essais\/composer"[^>]*target="_top"/)
  const first = await camille.post(composer, carriedBy(end))
  assert.match(textOf(first), /3 réponses de l’aperçu sont gardées/)
  assert.match(textOf(first), /Le dépôt : .*Nouvelle.*La demande est au statut « Nouvelle »/s)
  const press = async (page: typeof first, name: string) => {
    const moves = [...page.body.matchAll(/name="suite" value="([^"]+)"[^>]*>([^<]+)</g)]
    const move = moves.find(([, , label]) => label?.includes(name))?.[1]?.replaceAll('&quot;', '"')
    assert.ok(move, `${name} : ${moves.map(([, , label]) => label).join(', ')}`)
    const moved = await camille.post(composer, { ...carriedBy(page), suite: move })
    assert.equal(moved.statusCode, 200)
    return moved
  }
  const studied = await press(first, 'Commencer l’étude')
  const accepted = await press(studied, 'Accepter')
  assert.match(textOf(accepted), /« Accepter » : .*Acceptée.*La demande est terminée/s)
  assert.doesNotMatch(accepted.body, /name="suite"/)
  const back = await camille.post(composer, { ...carriedBy(accepted), geste: 'reculer' })
  assert.match(textOf(back), /La demande est au statut « À l’étude »/)

  const kept = carriedBy(accepted)
  const unnamed = await camille.post(composer, { ...kept, geste: 'garder', nom: '' })
  assert.equal(unnamed.statusCode, 422)
  assert.match(textOf(unnamed), /Écrivez le nom de l’essai.*« Accepter »/s)
  const done = await camille.post(composer, { ...kept, geste: 'garder', nom: 'Dehors, acceptée' })
  assert.equal(done.statusCode, 303)
  assert.match(textOf(await camille.get(`${draft}/essais`)), /Dehors, acceptée.*Passe/s)
  const [row] = await bureau.sql<{ recording: { answers: object } }>('select recording from studio.test', [])
  assert.deepEqual(row?.recording.answers, { dehors: true, quel_sol: '…', courriel: '…' })
})

test('un essai se compose aussi sans réponse, et ce qu’il reçoit d’étrange est laissé de côté', async () => {
  assert.match(textOf(await camille.get(composer)), /Aucune réponse n’est donnée.*Commencer l’étude/s)
  for (const strange of ['{', '[3]', '{"by":"action"}', '[{"by":"action","id":"nulle_part"}]', 'null']) {
    const page = await camille.post(composer, { coups: strange, suite: strange, 'page-avant': strange })
    assert.equal(page.statusCode, 200)
    assert.match(textOf(page), /La demande est au statut « Nouvelle »/)
  }
  const agent = await bureau.signIn('voirie.corbas@exemple.fr')
  assert.equal((await agent.get(composer)).statusCode, 404)
})

test('ce que les agents écrivent dans leurs champs ouvre ses boutons, et reste dans l’essai', async () => {
  const { definition, workflow, ...rest } = JSON.parse((await camille.get(`${draft}/export.json`)).body) as {
    definition: { slug: string; workflow: string }
    workflow: { slug: string; statuses: { steps: object[] }[] }
  }
  const slug = 'preter-une-tente-vite'
  const [first, ...others] = workflow.statuses
  assert.ok(first)
  const rush = { ...first.steps[1], id: 'presser', label: { fr: 'Presser' }, to: 'acceptee' }
  const steps = [...first.steps, { ...rush, when: ['equals', ['internal', 'urgent'], true] }]
  const internal = [
    { id: 'urgent', label: { fr: 'C’est urgent' }, type: 'boolean' },
    { id: 'prix', label: { fr: 'Le prix' }, type: 'amount' },
    { id: 'avis', label: { fr: 'L’avis' }, type: 'text' },
  ]
  const changed = {
    ...rest,
    definition: { ...definition, slug, workflow: slug },
    workflow: { ...workflow, slug, internal, statuses: [{ ...first, steps }, ...others] },
  }
  const content = Buffer.from(JSON.stringify(changed))
  const made = await camille.upload(`${base}/nouveau`, [['fichier', { name: 'vite.json', content }]])
  assert.equal(made.statusCode, 303, made.body)
  const compose = `${String(made.headers.location)}/essais/composer`
  const before = textOf(await camille.get(compose))
  assert.match(before, /Ce que les agents ont écrit.*C’est urgent.*Le prix/s)
  assert.doesNotMatch(before, /Presser|L’avis/)
  const fields = { 'interne.urgent': 'oui', 'interne.prix': '12,50' }
  assert.match(textOf(await camille.post(compose, fields)), /« Presser »/)
  const coups = JSON.stringify([{ by: 'action', id: 'presser' }])
  const kept = await camille.post(compose, { ...fields, coups, geste: 'garder', nom: 'Pressée' })
  assert.equal(kept.statusCode, 303)
  const [row] = await bureau.sql<{ recording: { internal: object; passages: unknown } }>(
    'select recording from studio.test where slug = $1',
    [slug],
  )
  assert.deepEqual(row?.recording.internal, { urgent: true, prix: 1250 })
  assert.deepEqual(row?.recording.passages, [['nouvelle'], ['acceptee']])
})

test('ce que l’on prend par sa poignée se pose ailleurs : sur la page, sur une autre, entre les pages', async () => {
  const put = async (form: Record<string, string>) => {
    const done = await gesture({ geste: 'placer', page: 'demande', champ: '', vers: '', apres: '', ...form })
    assert.equal(done.statusCode, 303, done.body)
    return String(done.headers.location)
  }
  const order = async (page: string) =>
    [...(await camille.get(`${draft}?page=${page}`)).body.matchAll(/data-item="field:([^"]+)"/g)].map(
      ([, name]) => name,
    )
  await put({ champ: 'quel_sol', vers: 'demande' })
  assert.deepEqual(await order('demande'), ['quel_sol', 'dehors'])
  assert.match(await put({ champ: 'quel_sol', vers: 'vous', apres: 'demandeur' }), /page=vous&champ=quel_sol/)
  assert.deepEqual(await order('vous'), ['demandeur', 'quel_sol', 'courriel'])
  await put({ page: 'demande', apres: 'vous' })
  const { body } = await camille.get(draft)
  assert.deepEqual(
    [...body.matchAll(/data-item="page:([^"]+)"/g)].map(([, name]) => name),
    ['vous', 'demande'],
  )
})

test('un texte à lire garde ses lignes dans l’atelier, et se lit avec sa liste et ses liens', async () => {
  await gesture({ geste: 'champ-ajouter', page: 'demande', libelle: 'À savoir', type: 'information' })
  const libelle = 'Apportez :\r\n- [la liste](https://exemple.test/liste) ;\r\n- vos clés.\r\n\r\nMerci.'
  const place = { page: 'demande', champ: 'a_savoir' }
  const saved = await gesture({ ...place, geste: 'champ-changer', libelle, ton: 'plain' })
  assert.equal(saved.statusCode, 303, saved.body)
  const panel = await camille.get(`${draft}?page=demande&champ=a_savoir`)
  assert.match(panel.body, /<textarea[^>]*name="libelle"[^>]*>Apportez :\n- \[la liste\]/)
  const shown = await camille.get(`${draft}/apercu/demande?vue=tout`)
  assert.match(textOf(shown), /<ul><li><a href="https:\/\/exemple\.test\/liste">la liste<\/a> ;<\/li>/)
})
