import assert from 'node:assert/strict'
import { after, suite, test } from 'node:test'
import { addRoutes } from '#platform/http'
import { everyHandler } from '../../handlers.ts'
import { bureauRoutes } from '../bureau/index.ts'
import { openCircuits, status } from '../circuits-testing.ts'
import { hiddenFields, wordsOf } from '../guichet/testing.ts'
import { startSmsStandIn } from '../../../standins/sms/server.ts'

/** What circuits ask of people, from both sides of the counter. */

const gateway = await startSmsStandIn('cle-essai')
const trial = await openCircuits(everyHandler, { SMS_URL: gateway.url, SMS_KEY: 'cle-essai', SMS_FROM: 'Corbas' })
const { app, sql, server, browser, token, offer, file, statusOf, sessionOf } = trial
addRoutes(server, bureauRoutes(app))
after(async () => {
  await server.close()
  await gateway.close()
})

const text = (fr: string) => ({ fr, en: `${fr} (en)` })
const visitor = () => browser().signIn(token)
const agent = browser().signIn(await sessionOf('responsable.corbas@exemple.fr'))
const colleague = browser().signIn(await sessionOf('voirie.corbas@exemple.fr'))
const pdf = Buffer.from('%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n')
const own = ({ dossierId }: { dossierId: string }) => `/mes-demandes/${dossierId}`
const desk = ({ dossierId }: { dossierId: string }) => `/bureau/corbas/demandes/${dossierId}`
const finish = {
  kind: 'action',
  id: 'finish',
  label: text('Terminer'),
  by: ['instructor'],
  tone: 'forward',
  to: 'good',
  consequences: [text('Elle se termine.')],
}
const awaiting = (step: object) =>
  status('waiting', [{ kind: 'await_applicant', id: 'reply', to: 'back', ...step }, finish], {
    phase: 'waiting_applicant',
  })
const good = status('good', [], { outcome: 'accepted' })
const back = status('back', [finish])

suite('des pièces demandées', () => {
  test('se donnent une par une depuis la page de la demande, et l’agent les trouve', async () => {
    const key = await file(
      await offer({
        slug: 'essai-pieces',
        statuses: [
          awaiting({
            asks: 'documents',
            invitation: text('Il nous manque deux pièces'),
            documents: [
              { id: 'identity', label: text('Pièce d’identité') },
              { id: 'home', label: text('Justificatif'), hint: text('De moins de trois mois.') },
            ],
          }),
          back,
          good,
        ],
      }),
    )
    const person = visitor()
    const page = (await person.get(own(key))).body
    assert.match(wordsOf(page), /À vous d’agir Il nous manque deux pièces/)
    const step = `${own(key)}/etapes/reply`
    assert.ok(page.includes(`href="${step}"`))
    const asked = (await person.get(step)).body
    for (const words of ['Pièce d’identité', 'De moins de trois mois.', 'une par une'])
      assert.ok(wordsOf(asked).includes(words), words)
    const empty = await person.upload(step, hiddenFields(asked), [])
    assert.equal(empty.statusCode, 422)
    const first = await person.upload(step, hiddenFields(asked), [{ input: 'home', name: 'loyer.pdf', content: pdf }])
    assert.equal(first.headers['location'], step)
    const again = (await person.get(step)).body
    assert.match(wordsOf(again), /loyer\.pdf/)
    assert.equal(await statusOf(key), 'waiting')
    const last = await person.upload(step, hiddenFields(again), [
      { input: 'identity', name: 'carte.pdf', content: pdf },
    ])
    assert.equal(last.headers['location'], `${own(key)}?fait`)
    assert.equal(await statusOf(key), 'back')
    assert.match(wordsOf((await agent.get(desk(key))).body), /loyer\.pdf.*carte\.pdf/)
    assert.equal((await person.get(step)).headers['location'], own(key))
  })
})

suite('une correction demandée', () => {
  test('rouvre les réponses dites ; fautive, elle garde ce qui est tapé ; juste, elle compte', async () => {
    const key = await file(
      await offer({
        slug: 'essai-correction',
        statuses: [
          awaiting({ asks: 'correction', invitation: text('La salle est prise'), fields: ['hall', 'plan'] }),
          back,
          good,
        ],
        fields: [{ id: 'plan', type: 'file', label: text('Plan'), optional: true }],
      }),
    )
    const person = visitor()
    const step = `${own(key)}/etapes/reply`
    const page = (await person.get(step)).body
    assert.match(page, /name="hall"[^>]*value="Grande salle"/)
    assert.doesNotMatch(page, /name="email"/)
    const plan = { input: 'plan', name: 'plan.pdf', content: pdf }
    const wrong = await person.upload(step, { ...hiddenFields(page), hall: '' }, [plan])
    assert.equal(wrong.statusCode, 422)
    assert.match(wordsOf(wrong.body), /Un point est à corriger.*plan\.pdf/)
    const ids = [...wrong.body.matchAll(/name="plan" value="([^"]+)"/g)].map(([, id = '']) => id)
    const right = await person.upload(step, { ...hiddenFields(wrong.body), plan: ids, hall: 'Petite salle' }, [])
    assert.equal(right.statusCode, 303, wordsOf(right.body))
    assert.equal(await statusOf(key), 'back')
    const read = wordsOf((await agent.get(desk(key))).body)
    assert.match(read, /Petite salle.*plan\.pdf.*Réponses corrigées/)
    assert.match(read, /Petite salle Corrigé par .+ le 2.+ Avant : « Grande salle »/)
    assert.match(read, /Corrigé par .+ Avant : sans réponse/)
    assert.match(wordsOf((await person.get(own(key))).body), /Réponses corrigées/)
  })
})

suite('ce que le circuit demande à un agent', () => {
  const circuit = {
    slug: 'essai-agent',
    statuses: [
      status('waiting', [
        { kind: 'show_text', to: 'agents', tone: 'warn', body: text('Vérifier {answer.hall}.') },
        { kind: 'redirect', to: 'applicant', label: text('Le règlement'), url: 'https://exemple.test/{number}' },
        { kind: 'form', id: 'visit', label: text('Visite'), by: ['head'], fields: [{ id: 'price' }], to: 'seen' },
        finish,
      ]),
      status('seen', [
        { kind: 'edit', id: 'mend', label: text('Rectifier la salle'), by: ['head'], fields: ['hall'], to: 'files' },
        finish,
      ]),
      status('files', [
        {
          kind: 'attach',
          id: 'deed',
          label: text('Arrêté signé'),
          by: ['instructor'],
          readBy: 'applicant',
          to: 'good',
        },
        finish,
      ]),
      good,
    ],
    workflow: {
      functions: [
        { id: 'instructor', label: text('Instruction'), role: 'agent' as const },
        { id: 'head', label: text('Responsable'), role: 'supervisor' as const },
      ],
      internal: [{ id: 'price', label: text('Prix retenu'), type: 'amount' as const, shared: true }],
    },
  }

  test('se fait sur sa page, se dit des deux côtés ; qui n’a pas la fonction apprend laquelle lui manque', async () => {
    const key = await file(await offer(circuit))
    const service = 'select s.id from collectivities.service s where s.collectivity_id = $1 and s.slug = $2'
    const [roads] = await sql<{ id: string }>(service, [trial.site.id, 'voirie'])
    await sql('update dossiers.dossier set service_id = $2 where id = $1', [key.dossierId, roads?.id])
    const page = wordsOf((await agent.get(desk(key))).body)
    assert.match(page, /Vérifier Grande salle\..*Remplir Visite/)
    assert.ok((await visitor().get(own(key))).body.includes('href="https://exemple.test/'))
    const visit = `${desk(key)}/etapes/visit`
    const refused = await colleague.get(visit)
    assert.equal(refused.statusCode, 403)
    assert.match(wordsOf(refused.body), /Cela revient à : Responsable/)
    const form = (await agent.get(visit)).body
    const wrong = await agent.post(visit, { ...hiddenFields(form), price: 'cher' })
    assert.equal(wrong.statusCode, 422)
    assert.ok(wrong.body.includes('value="cher"'))
    assert.equal((await agent.post(visit, { ...hiddenFields(form), price: '12,50' })).statusCode, 303)
    assert.match(wordsOf((await agent.get(desk(key))).body), /Prix retenu 12,50 €/)
    assert.match(wordsOf((await visitor().get(own(key))).body), /Prix retenu 12,50 €/)
    const mend = `${desk(key)}/etapes/mend`
    const editing = (await agent.get(mend)).body
    assert.equal((await agent.post(mend, { ...hiddenFields(editing), hall: 'Salle des fêtes' })).statusCode, 303)
    const told = wordsOf((await visitor().get(own(key))).body)
    assert.match(told, /Réponses corrigées par le service/)
    assert.match(told, /Salle des fêtes Corrigé par le service le .+ Avant : « Grande salle »/)
    const deed = `${desk(key)}/etapes/deed`
    const joining = (await agent.get(deed)).body
    const none = await agent.upload(deed, hiddenFields(joining), [])
    assert.equal(none.statusCode, 422)
    const files = [{ input: 'fichiers', name: 'arrete.pdf', content: pdf }]
    assert.equal((await agent.upload(deed, hiddenFields(joining), files)).statusCode, 303)
    assert.equal(await statusOf(key), 'good')
    assert.match(wordsOf((await visitor().get(own(key))).body), /Arrêté signé.*arrete\.pdf/)
  })

  test('un bouton qui revient à une autre fonction est refusé avec le nom de cette fonction', async () => {
    const key = await file(
      await offer({
        ...circuit,
        slug: 'essai-bouton',
        statuses: [status('waiting', [{ ...finish, by: ['head'] }]), good],
      }),
    )
    const service = 'select s.id from collectivities.service s where s.collectivity_id = $1 and s.slug = $2'
    const [roads] = await sql<{ id: string }>(service, [trial.site.id, 'voirie'])
    await sql('update dossiers.dossier set service_id = $2 where id = $1', [key.dossierId, roads?.id])
    assert.match(wordsOf((await colleague.get(desk(key))).body), /reviennent à : Responsable/)
    const refused = await colleague.post(`${desk(key)}/actions/finish`, {})
    assert.equal(refused.statusCode, 422)
    assert.match(wordsOf(refused.body), /cette action revient à Responsable/)
    assert.equal(await statusOf(key), 'waiting')
  })
})

suite('un SMS et une lettre', () => {
  const writing = {
    fields: [{ id: 'mobile', type: 'phone', label: text('Portable'), optional: true }],
    statuses: [
      status('waiting', [
        {
          kind: 'send',
          channel: 'sms',
          to: { kind: 'answer', field: 'mobile' },
          body: text('Demande {number} : bien reçue.'),
        },
        {
          kind: 'send',
          channel: 'letter',
          to: { kind: 'applicant' },
          subject: text('Votre salle'),
          body: text('Madame, Monsieur,\n\nVous avez {answer.hall}.'),
        },
        finish,
      ]),
      good,
    ],
  }

  test('partent : le SMS par la passerelle, une fois ; la lettre attend d’être imprimée, avec la demande', async () => {
    const key = await file(await offer({ ...writing, slug: 'essai-sms' }), { mobile: '06 12 34 56 78' })
    assert.deepEqual(
      gateway.taken.map(({ from, to }) => [from, to]),
      [['Corbas', '+33612345678']],
    )
    assert.match(gateway.taken[0]?.text ?? '', /^Demande COR-2026-\d+ : bien reçue\.$/)
    const page = await agent.get(desk(key))
    assert.match(wordsOf(page.body), /Lettre à imprimer et à poster : Votre salle\. L’adresse postale n’est pas connue/)
    const href = /href="([^"]*\/fichiers\/[^"]+)"/.exec(page.body)?.[1] ?? assert.fail('no letter')
    assert.equal((await agent.get(href)).headers['content-type'], 'application/pdf')
    assert.doesNotMatch((await visitor().get(own(key))).body, /Lettre /)
  })

  test('sont dans la langue de qui demande, quand le circuit les a', async () => {
    const { dossierId } = await file(
      await offer({ ...writing, slug: 'essai-sms-anglais' }),
      { mobile: '07 12 34 56 78' },
      'en',
    )
    const last = gateway.taken.at(-1)
    assert.equal(last?.to, '+33712345678')
    assert.match(last?.text ?? '', /bien reçue\. \(en\)$/)
    const written = 'select subject from dossiers.letter where dossier_id = $1'
    const [letter] = await sql<{ subject: string }>(written, [dossierId])
    assert.equal(letter?.subject, 'Votre salle (en)')
  })

  test('un SMS qui ne peut pas partir est dit à l’agent', async () => {
    // Each job runs twice here, as after a crash.
    gateway.answer(400, 400)
    const refused = await file(await offer({ ...writing, slug: 'essai-sms-refus' }), { mobile: '0612345678' })
    assert.match(wordsOf((await agent.get(desk(refused))).body), /SMS, l’opérateur l’a refusé/)
    const silent = await file(await offer({ ...writing, slug: 'essai-sms-muet' }))
    assert.match(wordsOf((await agent.get(desk(silent))).body), /SMS, aucun numéro de téléphone/)
    assert.equal(gateway.taken.length, 2)
  })
})
