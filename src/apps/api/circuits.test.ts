import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { suite, test } from 'node:test'
import { openDraft, outsideSecretOf, savePage, signatureOf, triggerSecretOf } from '#counter/dossiers'
import { type Definition, importProcedure, offerProcedure } from '#counter/procedures'
import { importWorkflow, type Workflow } from '#counter/workflows'
import { newId } from '#kernel/ids'
import { projectRoot } from '#platform/config'
import { systemContext } from '#platform/context'
import { addRoutes } from '#platform/http'
import { openBureau } from '../bureau/testing.ts'
import { circuitRoutes } from './circuits.ts'

const { app, server, site, sql, anonymous } = await openBureau()
addRoutes(server, circuitRoutes(app))
const system = systemContext(app, 'essai')
const text = (fr: string) => ({ fr, en: fr })

const workflow: Workflow = {
  format: 'traboule.workflow/1',
  slug: 'avis-exterieur',
  title: text('Avis extérieur'),
  summary: text('Avis extérieur'),
  functions: [{ id: 'instructor', label: text('Instruction'), role: 'agent' }],
  initial: 'new',
  statuses: [
    {
      id: 'new',
      label: text('Avis demandé'),
      publicLabel: text('Un avis est demandé.'),
      phase: 'examined',
      steps: [
        {
          kind: 'ask_outside',
          id: 'opinion',
          service: 'authority',
          label: text('Avis'),
          accepted: 'waiting',
          refused: 'done',
          timedOut: { after: { days: 30 }, to: 'done' },
        },
      ],
    },
    {
      id: 'waiting',
      label: text('Signal attendu'),
      publicLabel: text('Un signal est attendu.'),
      phase: 'examined',
      steps: [{ kind: 'trigger', id: 'signal', label: text('Signal'), to: 'done' }],
    },
    { id: 'done', label: text('Fini'), publicLabel: text('Fini.'), phase: 'decided', outcome: 'closed', steps: [] },
  ],
}

async function file(): Promise<{ dossierId: string; requestId: string }> {
  const path = join(projectRoot, 'data/procedures/lampadaire-en-panne.json')
  const definition = JSON.parse(readFileSync(path, 'utf8')) as Definition
  assert.ok((await importWorkflow(system, workflow)).ok)
  assert.ok((await importProcedure(system, { ...definition, slug: 'avis', workflow: workflow.slug })).ok)
  const offer = await offerProcedure(system, { collectivityId: site.id, procedureSlug: 'avis' })
  assert.ok(offer.ok)
  const key = { collectivityId: site.id, deviceSecret: newId() }
  const first = {
    ...key,
    offerId: offer.value.id,
    locale: 'fr' as const,
    pageId: 'problem',
    entries: { problem: 'off' },
  }
  const { id: draftId } = await openDraft(anonymous, first)
  const place = { 'place.line': '27 rue des Essais', 'place.postalCode': '69960', 'place.city': 'Corbas' }
  await savePage(anonymous, { ...key, draftId, pageId: 'place', entries: place, seenVersion: 1 })
  const you = { 'applicant.givenName': 'Ana', 'applicant.familyName': 'Exemple', email: 'ana@exemple.fr' }
  await savePage(anonymous, { ...key, draftId, pageId: 'you', entries: you, seenVersion: 2 })
  const filed = await app.dossiers.submitDraft(anonymous, { ...key, draftId })
  assert.ok(filed.ok)
  const { dossierId } = filed.value
  const [request] = await sql<{ id: string }>('select id from dossiers.outside_request where dossier_id = $1', [
    dossierId,
  ])
  return { dossierId, requestId: request?.id ?? '' }
}

const post = (url: string, secret: string, payload: object | string, signed?: string) => {
  const body = typeof payload === 'string' ? payload : JSON.stringify(payload)
  const signature = signed ?? signatureOf(secret, Buffer.from(body))
  const headers = { 'content-type': 'application/json', 'x-traboule-signature': signature }
  return server.inject({ method: 'POST', url, headers, payload: body })
}
const statusOf = async (dossierId: string) =>
  (await sql<{ status: string }>('select status from dossiers.dossier where id = $1', [dossierId]))[0]?.status

suite('les appels signés', () => {
  test('une réponse demandée arrive d’ailleurs, puis un appel fait avancer la demande', async () => {
    const { dossierId, requestId } = await file()
    const url = `/api/collectivites/${site.id}/reponses/${requestId}`
    const secret = outsideSecretOf(app.secrets, requestId)
    const yes = { outcome: 'accepted', detail: 'Avis favorable', idempotencyKey: 'a1' }
    const wrong = await post(url, secret, yes, 'sha256=00')
    assert.deepEqual(
      [wrong.statusCode, wrong.headers['content-type']],
      [401, 'application/problem+json; charset=utf-8'],
    )
    assert.equal((await post(url, outsideSecretOf(app.secrets, newId()), yes)).statusCode, 401)
    assert.equal((await post(url, secret, '{"outcome"')).statusCode, 400)
    assert.equal((await post(url, secret, { ...yes, outcome: 'perhaps' })).statusCode, 400)
    assert.equal(await statusOf(dossierId), 'new')
    const answered = await post(url, secret, yes)
    assert.deepEqual([answered.statusCode, answered.json()], [200, { state: 'accepted' }])
    assert.equal((await post(url, secret, yes)).statusCode, 200)
    assert.equal((await post(url, secret, { outcome: 'refused', idempotencyKey: 'a2' })).statusCode, 409)
    assert.equal(await statusOf(dossierId), 'waiting')

    const call = `/api/collectivites/${site.id}/demandes/${dossierId}/appels`
    const key = { idempotencyKey: 's1' }
    const signal = triggerSecretOf(app.secrets, { dossierId, step: 'signal' })
    assert.equal((await post(`${call}/autre`, signal, key)).statusCode, 401)
    const other = triggerSecretOf(app.secrets, { dossierId, step: 'autre' })
    assert.equal((await post(`${call}/autre`, other, key)).statusCode, 409)
    assert.equal((await post(`${call}/signal`, signal, key)).statusCode, 200)
    assert.equal(await statusOf(dossierId), 'done')
    assert.equal((await post(`${call}/signal`, signal, key)).statusCode, 200)
    assert.equal((await post(`${call}/signal`, signal, { idempotencyKey: 's2' })).statusCode, 409)
  })

  test('ce qui n’existe pas, ou pas dans cette commune, n’est pas là', async () => {
    const { requestId } = await file()
    const secret = outsideSecretOf(app.secrets, requestId)
    const yes = { outcome: 'accepted', idempotencyKey: 'a' }
    assert.equal((await post(`/api/collectivites/${newId()}/reponses/${requestId}`, secret, yes)).statusCode, 404)
    const unknown = newId()
    const signed = outsideSecretOf(app.secrets, unknown)
    assert.equal((await post(`/api/collectivites/${site.id}/reponses/${unknown}`, signed, yes)).statusCode, 404)
  })
})
