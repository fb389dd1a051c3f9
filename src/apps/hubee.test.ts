import assert from 'node:assert/strict'
import { after, suite, test } from 'node:test'
import { performAction, readForAgent, sendAgentMessage, takeDossier } from '#counter/dossiers'
import { discardFolder, fileWaiting, readDesk, readFolder, saveStream } from '#counter/hubee'
import { newId } from '#kernel/ids'
import { type HubeeStandIn, type SampleFile, startHubee } from '../../standins/hubee/server.ts'
import { everyHandler } from '../handlers.ts'
import { openBureau } from './bureau/testing.ts'
import { hubeeTools } from './hubee.ts'

/** The national portal's telecases arrive by HubEE's contract, and hear what becomes of them. */

const client = { id: 'r7yfQhfdWH', secret: 'elbQxIX6En' }
const hubee: HubeeStandIn = await startHubee(client)
after(() => hubee.close())
const bureau = await openBureau({ HUBEE_URL: hubee.api, HUBEE_TOKEN_URL: hubee.token })
const { app, sql, clock, site } = bureau
const siret = '21690273800010'
await sql('update collectivities.collectivity set siret = $2 where id = $1', [site.id, siret])
const admin = bureau.agent(newId(), [{ role: 'administrator', serviceId: null }])
const desk = bureau.agent(newId(), [{ role: 'agent', serviceId: null }], 'Camille Exemple')
const handlers = new Map(everyHandler(app).map((each) => [each.job.name, each]))
const collectivityId = site.id

async function addStream(processCode: string, procedure: string): Promise<string> {
  const typed = { processCode, clientId: client.id, clientSecret: client.secret, procedure, isOpen: true }
  const saved = await saveStream(app.secrets)(admin, { collectivityId, typed })
  assert.ok(saved.ok)
  return saved.value
}

const streamId = await addStream('CERTDC', 'lampadaire-en-panne')
const read = async (id = streamId): Promise<void> =>
  handlers.get('hubee.read_stream')?.run({ collectivityId, streamId: id })

const pdf = (fileName = 'file.pdf', more: Partial<SampleFile> = {}): SampleFile => ({
  fileName,
  type: 'VA_CertificatdeDeces',
  mimeType: 'application/pdf',
  content: Buffer.from('%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n'),
  ...more,
})

const flux: SampleFile = {
  fileName: 'flux.xml',
  type: 'FLUX',
  mimeType: 'application/xml',
  content: Buffer.from('<?xml version="1.0"?><Acte><nom>DUBOIS</nom></Acte>'),
}

let numbered = 0
const deposit = (more: Partial<Parameters<HubeeStandIn['deposit']>[0]> = {}): string => {
  numbered += 1
  return hubee.deposit({
    processCode: 'CERTDC',
    externalId: `DGS-CERTDC-000000000000${numbered}-01`,
    siret,
    applicant: { firstName: 'George', lastName: 'DUBOIS', email: 'george.dubois@exemple.fr' },
    files: [pdf(), flux],
    ...more,
  })
}

const folderOf = async (id: string) => (await readFolder(desk, { collectivityId, id })).folder
const heldOf = (id: string) => hubee.cases.get(id) ?? assert.fail('no such case')
const dossierOf = async (id: string): Promise<string> => (await folderOf(id)).dossierId ?? assert.fail('not filed')
const fileOf = async (dossierId: string) => readForAgent(desk, { collectivityId, dossierId })

suite('HubEE', () => {
  test('a telecase becomes a request, with its files, and is acknowledged once it is', async () => {
    const id = deposit()
    await read()
    const folder = await folderOf(id)
    assert.equal(folder.state, 'filed')
    assert.equal(hubee.notices.length, 0)
    const held = heldOf(id)
    assert.equal(held.status, 'SI_RECEIVED')
    assert.deepEqual(
      held.events.map(({ actionType, caseNewStatus }) => [actionType, caseNewStatus]),
      [['STATUS_UPDATE', 'SI_RECEIVED']],
    )
    const { dossier, attachments } = await fileOf(await dossierOf(id))
    assert.equal(dossier.channel, 'hubee')
    assert.equal(dossier.applicantName, 'George DUBOIS')
    assert.deepEqual(attachments.map(({ name }) => name).toSorted(), ['file.pdf', 'flux.xml'])
  })

  test('what comes twice, or is stopped at any call, is one request, told once', async () => {
    const id = deposit()
    for (const calls of [['GET /cases'], ['DELETE /notifications', 'PATCH /cases'], ['POST /cases']]) {
      for (const call of calls) hubee.fail(call, 503)
      await read()
    }
    const held = heldOf(id)
    hubee.notifyAgain(id)
    await Promise.all([read(), read()])
    await read()
    assert.equal(hubee.notices.length, 0)
    const rows = await sql(`select 1 from dossiers.dossier where channel = 'hubee' and id = $1`, [await dossierOf(id)])
    assert.equal(rows.length, 1)
    assert.deepEqual(
      held.events.map(({ caseNewStatus }) => caseNewStatus),
      ['SI_RECEIVED'],
    )
  })

  test('an event that was heard, though its answer was lost, is not said again', async () => {
    const id = deposit()
    await read()
    await sql(`update hubee.saying set done_at = null where collectivity_id = $1 and folder_id = $2`, [
      collectivityId,
      id,
    ])
    await read()
    assert.equal(heldOf(id).events.length, 1)
  })

  test('where it stands, what is written to its person and its end are said, in order', async () => {
    const id = deposit()
    await read()
    const dossierId = await dossierOf(id)
    const key = { collectivityId, dossierId }
    assert.ok((await takeDossier(desk, { ...key, idempotencyKey: newId() })).ok)
    const body = `Il manque la signature. ${'Bien à vous. '.repeat(120)}`
    assert.ok((await sendAgentMessage(desk, { ...key, idempotencyKey: newId(), body })).ok)
    await read()
    for (let step = 0; step < 6; step += 1) {
      const { actions } = await fileOf(dossierId)
      const action = actions.find(({ tone }) => tone === 'refuse') ?? actions[0]
      if (!action) break
      const text = action.asks ? 'Nous ne pouvons pas.' : ''
      assert.ok((await performAction(desk, { ...key, idempotencyKey: newId(), actionId: action.id, text })).ok)
      await read()
    }
    await read()
    const told = heldOf(id).events.flatMap(({ caseNewStatus }) => caseNewStatus ?? [])
    assert.deepEqual([told[0], told.at(-1), heldOf(id).status], ['SI_RECEIVED', 'REFUSED', 'REFUSED'])
    assert.equal(new Set(told).size, told.length)
    const said = heldOf(id).events.filter(({ actionType }) => actionType === 'SENDING_MESSAGE')
    const oneLine = (text: string) => text.replaceAll(/\s+/g, ' ').trim()
    assert.equal(
      oneLine(
        said
          .slice(0, 2)
          .map(({ message }) => message)
          .join(' '),
      ),
      oneLine(body),
    )
  })

  test('what its person adds joins the request', async () => {
    const id = deposit()
    await read()
    const eventId = hubee.tell(id, { message: 'Voici la pièce.', files: [pdf('suite.pdf')] })
    await read()
    await read()
    const { messages, attachments } = await fileOf(await dossierOf(id))
    assert.equal(messages.filter(({ body }) => body === 'Voici la pièce.').length, 1)
    assert.ok(attachments.some(({ name }) => name === 'suite.pdf'))
    assert.equal(heldOf(id).events.find((each) => each.id === eventId)?.status, 'RECEIVED')
    assert.equal(hubee.notices.length, 0)
  })

  test('a file that is too large is named and left, one that is not what it says is not taken', async () => {
    const large = pdf('enorme.pdf', { saidSize: 900_000_000 })
    const lying = pdf('menteur.pdf', { saidSize: 10, content: Buffer.alloc(25 * 1024 * 1024, 'x') })
    const program = pdf('virus.exe', { content: Buffer.from('MZ\x90\x00 program') })
    const id = deposit({ files: [pdf(), large, lying, program, ...Array.from({ length: 60 }, () => pdf())] })
    await read()
    const { folder, files } = await readFolder(desk, { collectivityId, id })
    assert.equal(folder.state, 'filed')
    assert.deepEqual(
      files.slice(0, 4).map(({ refusal }) => refusal),
      [null, 'too_large', 'too_large', 'forbidden_type'],
    )
    assert.equal(files.filter(({ digest }) => digest !== null).length, 37)
    const { messages } = await fileOf(await dossierOf(id))
    assert.match(messages.map(({ body }) => body).join('\n'), /enorme\.pdf \(trop volumineuse\), menteur\.pdf/)
  })

  test('a digest that lies keeps it at HubEE, then leaves it to an agent; others go on', async () => {
    const id = deposit({ files: [pdf('faux.pdf', { saidDigest: 'gzC8kNpW+cmI6AK1s6flSBbQROpJg0EWKQjpqt9XTbM=' })] })
    const next = deposit()
    for (let round = 0; round < 10; round += 1) await read()
    assert.equal((await folderOf(next)).state, 'filed')
    const folder = await folderOf(id)
    assert.deepEqual([folder.state, folder.reason], ['tray', 'unreadable'])
    assert.equal(hubee.notices.length, 0)
  })

  test('an unknown procedure or another SIRET waits for an agent, who files or refuses it', async () => {
    const unknown = deposit({ processCode: 'OTV' })
    const elsewhere = deposit({ siret: '21690123400010' })
    await read()
    assert.equal((await folderOf(unknown)).reason, 'unknown_process')
    assert.equal((await folderOf(elsewhere)).reason, 'other_recipient')
    const { folders } = await readDesk(desk, { collectivityId, view: 'waiting' })
    assert.ok([unknown, elsewhere].every((id) => folders.some((folder) => folder.id === id)))
    const filed = await fileWaiting(hubeeTools(app))(desk, {
      collectivityId,
      id: unknown,
      procedure: 'lampadaire-en-panne',
    })
    assert.ok(filed.ok)
    const key = { collectivityId, id: elsewhere }
    assert.equal((await discardFolder(desk, { ...key, why: ' ' })).ok, false)
    assert.ok((await discardFolder(desk, { ...key, why: 'Ce décès n’a pas eu lieu ici.' })).ok)
    assert.equal((await discardFolder(desk, { ...key, why: 'Encore' })).ok, false)
    await read()
    assert.equal(heldOf(elsewhere).status, 'REFUSED')
    assert.equal(heldOf(unknown).status, 'SI_RECEIVED')
  })

  test('HubEE that is down, or knows us no more, is told to agents, and read again later', async () => {
    hubee.fail('GET /notifications', 503)
    await read()
    const [down] = (await readDesk(desk, { collectivityId, view: 'waiting' })).streams
    assert.equal(down?.failure, 'broken')
    assert.ok(down.nextAt > clock.now())
    hubee.fail('POST /oauth2/token', 401)
    await read()
    const [refused] = (await readDesk(desk, { collectivityId, view: 'waiting' })).streams
    assert.equal(refused?.failure, 'refused')
    await read()
    const [back] = (await readDesk(desk, { collectivityId, view: 'waiting' })).streams
    assert.equal(back?.failure, null)
  })

  test('only administrators of the whole place arrange, and only agents of it see', async () => {
    const typed = { processCode: 'X', clientId: 'x', clientSecret: 'x', procedure: '', isOpen: true }
    await assert.rejects(saveStream(app.secrets)(desk, { collectivityId, typed }), { code: 'hubee.not_allowed' })
    const elected = bureau.agent(newId(), [{ role: 'elected', serviceId: null }])
    await assert.rejects(async () => readDesk(elected, { collectivityId, view: 'waiting' }), {
      code: 'hubee.not_allowed',
    })
    const wrong = await saveStream(app.secrets)(admin, {
      collectivityId,
      typed: { ...typed, processCode: 'certdc', clientId: '', clientSecret: '' },
    })
    assert.deepEqual(wrong.ok || wrong.refusal.faults, ['code_taken', 'client_id', 'client_secret'])
  })
})

suite('the page of HubEE', () => {
  const base = '/bureau/corbas/service-public'

  test('an administrator adds a stream, whose secret is never shown; an agent sees none of it', async () => {
    const arranging = await bureau.signIn('administration.corbas@exemple.fr')
    const form = { code: 'EtatCivil', client: 'abc', secret: 'caché-derrière', demarche: '', ouvert: 'oui' }
    const wrong = await arranging.post(`${base}/flux/nouveau`, { ...form, code: 'certdc' })
    assert.equal(wrong.statusCode, 422)
    assert.match(wrong.body, /Un autre flux porte déjà ce code/)
    const saved = await arranging.post(`${base}/flux/nouveau`, { ...form, secret: 'un-secret' })
    assert.equal(saved.statusCode, 303)
    const page = await arranging.get(String(saved.headers.location))
    assert.match(page.body, /EtatCivil/)
    assert.doesNotMatch(page.body, /un-secret/)
    const working = await bureau.signIn('voirie.corbas@exemple.fr')
    assert.equal((await working.get(String(saved.headers.location))).statusCode, 404)
    assert.equal((await working.get(base)).statusCode, 200)
  })

  test('what waits is read, filed or refused there', async () => {
    const working = await bureau.signIn('voirie.corbas@exemple.fr')
    const [one, other] = [deposit({ processCode: 'OTV' }), deposit({ processCode: 'OTV' })]
    await read()
    assert.match((await working.get(base)).body, /Aucun flux d’ici ne porte ce code de démarche/)
    assert.match((await working.get(`${base}/${one}`)).body, /flux\.xml/)
    assert.equal((await working.get(`${base}/${one}/pieces/0`)).statusCode, 200)
    assert.equal((await working.post(`${base}/${one}/demande`, { demarche: '' })).statusCode, 422)
    const filed = await working.post(`${base}/${one}/demande`, { demarche: 'lampadaire-en-panne' })
    assert.equal(filed.statusCode, 303)
    assert.equal((await working.post(`${base}/${other}/refuser`, { pourquoi: '' })).statusCode, 422)
    assert.equal((await working.post(`${base}/${other}/refuser`, { pourquoi: 'Pas ici.' })).statusCode, 303)
    assert.match((await working.get(`${base}?vue=traites`)).body, /Refusé/)
  })
})
