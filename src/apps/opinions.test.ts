import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { after, suite, test } from 'node:test'
import { giveOpinion, isSigned, openOpinion, prepareAuthorityKey, readAuthorityKeys } from '#counter/dossiers'
import { newId } from '#kernel/ids'
import { createOutbound } from '#platform/outbound'
import { everyHandler } from '../handlers.ts'
import { contextFor } from './app.ts'
import { asking, ends, openCircuits, status } from './circuits-testing.ts'
import { hiddenFields, wordsOf } from './guichet/testing.ts'
import { askForOpinion } from './opinions.ts'

/** An opinion that a circuit asks: of an expert by a page without an account, of another authority by its tool. */

const trial = await openCircuits(everyHandler)
const { app, sql, server, site, clock, system, browser, offer, file, work, statusOf, kindsOf, requestOf, mailsTo } =
  trial
const received: {
  body: string
  signature: string | undefined
  next: string | undefined
  key: string | undefined
}[] = []
let answers = [200]
const tool = createServer((request, response) => {
  let body = ''
  request.on('data', (data: Buffer) => (body += data.toString()))
  request.on('end', () => {
    const header = (name: string) => request.headers[name] as string | undefined
    const [signature, next] = [header('x-traboule-signature'), header('x-traboule-signature-next')]
    received.push({ body, signature, next, key: header('idempotency-key') })
    response.writeHead(answers.shift() ?? 200).end()
  })
})
await new Promise<void>((resolve) => tool.listen(0, '127.0.0.1', resolve))
const outbound = createOutbound({ allowPrivate: true, timeout: 2000 })
after(async () => {
  tool.close()
  await Promise.all([server.close(), outbound.close()])
})

const text = (fr: string) => ({ fr, en: fr })
const expert = 'expert.arbres@exemple.fr'
const parameters = { email: expert, name: 'Alix Exemple', fields: 'hall, plan' }
const invitation = text('Cet arbre peut-il rester ?')
const fields = [{ id: 'plan', type: 'file', label: text('Plan'), optional: true }]
const byExpert = await offer({
  slug: 'essai-avis',
  statuses: [status('waiting', [asking('expert', parameters, { invitation, into: 'opinion' })]), ...ends],
  workflow: { internal: [{ id: 'opinion', label: text('Avis'), type: 'text' }] },
  fields,
})
const byAuthority = await offer({
  slug: 'essai-autorite',
  statuses: [status('waiting', [asking('authority', { fields: 'hall' })]), ...ends],
})

/** The link that the expert was written for a request. */
async function linkFor(key: { dossierId: string }): Promise<string> {
  const requestId = await requestOf(key)
  const mails = await mailsTo(expert)
  const mail = mails.find(({ text: body }) => body.includes(requestId)) ?? assert.fail('no mail')
  return new URL(/https?:\/\/\S+\/avis\/\S+/.exec(mail.text)?.[0] ?? '').toString().replace(/^https?:\/\/[^/]+/, '')
}
const give = async (link: string, typed: Record<string, string>, files: Parameters<typeof upload>[2] = []) => {
  const person = browser()
  const shown = (await person.get(link)).body
  return upload(link, { ...hiddenFields(shown), ...typed }, files)
}
const upload = (
  link: string,
  values: Record<string, string>,
  files: readonly { input: string; name: string; content: Buffer }[],
) => browser().upload(link, values, files)

suite('l’avis d’un expert', () => {
  test('il reçoit une adresse, lit ce que le circuit lui laisse lire et rien d’autre, et répond avec des fichiers', async () => {
    const key = await file(byExpert)
    const link = await linkFor(key)
    const page = wordsOf((await browser().get(link)).body)
    assert.match(page, /Cet arbre peut-il rester \?/)
    assert.match(page, /Grande salle/)
    assert.doesNotMatch(page, /Camille|camille/)
    const empty = await give(link, { avis: 'reserves', nom: '', observations: '' })
    assert.equal(empty.statusCode, 422)
    assert.match(wordsOf(empty.body), /Écrivez vos observations.*Écrivez votre nom/)
    const plan = { input: 'fichiers', name: 'croquis.pdf', content: Buffer.from('%PDF-1.4\n%essai\n%%EOF\n') }
    const sent = await give(link, { avis: 'reserves', nom: 'Alix Exemple', observations: 'Élaguer avant.' }, [plan])
    assert.equal(sent.statusCode, 303, wordsOf(sent.body))
    assert.equal(await statusOf(key), 'good')
    const [note] = await sql<{ body: string; author_name: string }>(
      `select body, author_name from dossiers.message where dossier_id = $1 and direction = 'note'`,
      [key.dossierId],
    )
    assert.equal(wordsOf(note?.body ?? ''), 'Avis de Alix Exemple : favorable avec des réserves. Élaguer avant.')
    const joined = 'select 1 from dossiers.attachment where dossier_id = $1 and message_id is not null'
    assert.equal((await sql(joined, [key.dossierId])).length, 1)
    const [field] = await sql<{ value: string }>('select value from dossiers.internal_value where dossier_id = $1', [
      key.dossierId,
    ])
    assert.equal(field?.value, 'with_conditions')
    const after_ = wordsOf((await browser().get(`${link}&fait=oui`)).body)
    assert.match(after_, /Votre avis est arrivé/)
    assert.doesNotMatch(after_, /Grande salle/)
  })

  test('deux réponses au même moment n’en font qu’une', async () => {
    const key = await file(byExpert)
    const link = await linkFor(key)
    const [yes, no] = await Promise.all([
      give(link, { avis: 'favorable', nom: 'Alix', observations: '' }),
      give(link, { avis: 'defavorable', nom: 'Alix', observations: 'Non.' }),
    ])
    assert.deepEqual([yes.statusCode, no.statusCode], [303, 303])
    assert.equal((await kindsOf(key)).filter((kind) => kind === 'outside.settled').length, 1)
    assert.equal((await kindsOf(key)).filter((kind) => kind === 'note.added').length, 1)
  })

  test('une autre adresse n’ouvre rien ; passé le délai, celle-ci non plus', async () => {
    const key = await file(byExpert)
    const link = await linkFor(key)
    assert.equal((await browser().get(link.replace(/cle=.{8}/, 'cle=AAAAAAAA'))).statusCode, 404)
    clock.advance(12 * 86_400_000)
    await trial.sweep()
    await work()
    assert.equal(await statusOf(key), 'bad')
    const page = wordsOf((await browser().get(link)).body)
    assert.match(page, /Cet avis n’est plus attendu/)
    assert.doesNotMatch(page, /Grande salle/)
    const late = new URLSearchParams(link.split('?')[1])
    const asked = { collectivityId: site.id, requestId: await requestOf(key), key: late.get('cle') ?? '' }
    assert.equal((await openOpinion(app.secrets)(system, asked)).isAwaited, false)
    const more = { opinion: 'favourable', by: 'Alix', text: '', note: 'Oui', files: [], idempotencyKey: 'x' } as const
    assert.deepEqual(await giveOpinion(app.secrets)(system, { ...asked, ...more }), {
      ok: false,
      refusal: 'already_settled',
    })
  })
})

suite('l’outil d’une autre administration', () => {
  const ask = askForOpinion(app, outbound)
  const asked = async (): Promise<{
    key: { dossierId: string }
    requestId: string
    event: Parameters<typeof ask>[0]
  }> => {
    const key = await file(byAuthority)
    const requestId = await requestOf(key)
    const url = `http://127.0.0.1:${(tool.address() as AddressInfo).port}/questions`
    const given = JSON.stringify({ fields: 'hall', url })
    await sql('update dossiers.outside_request set parameters = $1 where id = $2', [given, requestId])
    return { key, requestId, event: { collectivityId: site.id, requestId, service: 'authority' } }
  }

  test('sans adresse, les agents le lisent et la question reste ouverte', async () => {
    const key = await file(byAuthority)
    assert.equal((await kindsOf(key)).filter((kind) => kind === 'outside.not_asked').length, 1)
    assert.equal(await statusOf(key), 'waiting')
  })

  test('à une adresse qui n’est pas chiffrée, rien n’est envoyé et les agents le lisent', async () => {
    const { key, requestId, event } = await asked()
    const given = JSON.stringify({ fields: 'hall', url: 'http://outils.exemple.fr/questions' })
    await sql('update dossiers.outside_request set parameters = $1 where id = $2', [given, requestId])
    const before = received.length
    await ask(event)
    assert.equal(received.length, before)
    assert.equal((await kindsOf(key)).at(-1), 'outside.not_asked')
  })

  test('reçoit la question signée, avec où et comment répondre', async () => {
    const { key, requestId, event } = await asked()
    answers = [200]
    await ask(event)
    const [question] = received.slice(-1)
    const port = (tool.address() as AddressInfo).port
    const of = { collectivityId: site.id, host: `127.0.0.1:${port}` }
    const { current } = await readAuthorityKeys(app.secrets)(system, of)
    assert.ok(question && isSigned(current, Buffer.from(question.body), question.signature))
    assert.equal(question.next, undefined)
    assert.equal(question.key, requestId)
    const body = JSON.parse(question.body) as { answers: { text: string }[]; answer: { url: string; secret: string } }
    assert.deepEqual(
      body.answers.map((each) => each.text),
      ['Grande salle'],
    )
    assert.match(body.answer.url, new RegExp(`/api/collectivites/${site.id}/reponses/${requestId}$`))
    assert.equal(await statusOf(key), 'waiting')
  })

  test('pendant un changement de clé, reçoit les deux signatures', async () => {
    const host = `127.0.0.1:${(tool.address() as AddressInfo).port}`
    const roles = [{ role: 'administrator', serviceId: null }] as const
    const agent = { kind: 'agent', accountId: newId(), name: 'Agent', collectivityId: site.id, roles } as const
    await prepareAuthorityKey(contextFor(app, agent), { collectivityId: site.id, host })
    const { event } = await asked()
    answers = [200]
    await ask(event)
    const [question] = received.slice(-1)
    const keys = await readAuthorityKeys(app.secrets)(system, { collectivityId: site.id, host })
    assert.ok(question && keys.next !== undefined)
    assert.ok(isSigned(keys.current, Buffer.from(question.body), question.signature))
    assert.ok(isSigned(keys.next, Buffer.from(question.body), question.next))
  })

  test('en panne, la question lui sera présentée de nouveau ; refusée pour de bon, les agents le lisent', async () => {
    const { key, event } = await asked()
    answers = [503, 404]
    await assert.rejects(ask(event), { code: 'outbound.unreachable' })
    await ask(event)
    const [line] = await sql<{ payload: { reason: string } }>(
      `select payload from dossiers.event where dossier_id = $1 and kind = 'outside.not_asked' order by seq desc`,
      [key.dossierId],
    )
    assert.equal(line?.payload.reason, 'not_taken')
  })
})
