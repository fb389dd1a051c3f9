import assert from 'node:assert/strict'
import { after, suite, test } from 'node:test'
import { sayBySms } from '#counter/mailbox'
import { addRoutes } from '#platform/http'
import { signedSms } from '../../../standins/sms/server.ts'
import { everyHandler } from '../../handlers.ts'
import { openBureau } from '../bureau/testing.ts'
import { smsRoutes } from './sms.ts'

/** What people answer to text messages, as the gateway tells it. */

const secret = `whsec_${Buffer.alloc(32, 7).toString('base64')}`
const bureau = await openBureau({ SMS_URL: 'https://passerelle.exemple', SMS_KEY: 'x', SMS_INBOUND_SECRET: secret })
const { app, sql, clock, site, server } = bureau
addRoutes(server, smsRoutes(app))
after(() => server.close())

const phone = '+33612345678'

const tell = (id: string, text: string, more: { readonly secret?: string; readonly from?: string } = {}) => {
  const at = Math.floor(clock.now().getTime() / 1000)
  const { body, headers } = signedSms({ secret: more.secret ?? secret, at }, { id, from: more.from ?? phone, text })
  return server.inject({ method: 'POST', url: '/api/sms/recus', headers, payload: body })
}

/** Brings what was taken where it goes, as the worker would. */
async function land(): Promise<void> {
  const handler = everyHandler(app).find(({ job }) => job.name === 'mailbox.land_received')
  const taken = await sql<{ id: string }>(`select id from mailbox.received where state = 'taken'`)
  for (const { id } of taken) await handler?.run({ collectivityId: site.id, receivedId: id })
}

const messagesOf = async (dossierId: string) =>
  (await sql<{ body: string }>('select body from dossiers.message where dossier_id = $1', [dossierId])).map(
    ({ body }) => body,
  )

suite('une réponse par SMS', () => {
  test('rejoint la dernière demande dont on a parlé à ce numéro, une seule fois', async () => {
    const { dossierId: older } = await bureau.file()
    const { dossierId } = await bureau.file()
    for (const each of [older, dossierId]) {
      await sayBySms(app, { collectivityId: site.id, phone, dossierId: each }, () => Promise.resolve('sent'))
      clock.advance(60_000)
    }
    assert.deepEqual((await tell('sms-1', 'Je passe mardi')).json(), { state: 'taken' })
    assert.equal((await tell('sms-1', 'Je passe mardi')).statusCode, 202)
    await land()
    assert.deepEqual(await messagesOf(dossierId), ['Je passe mardi'])
    assert.deepEqual(await messagesOf(older), [])
  })

  test('mal signée, trop vieille ou d’un numéro inconnu, elle ne va nulle part', async () => {
    const other = `whsec_${Buffer.alloc(32, 8).toString('base64')}`
    assert.equal((await tell('sms-2', 'x', { secret: other })).statusCode, 401)
    assert.deepEqual((await tell('sms-3', 'x', { from: '+33700000000' })).json(), { state: 'nobody' })
    assert.equal((await tell('sms-4', 'x', { from: 'mairie' })).statusCode, 400)
    assert.equal((await sql('select 1 from mailbox.received')).length, 1)
  })

  test('STOP arrête les SMS vers ce numéro, START les reprend ; ni l’un ni l’autre n’est un message', async () => {
    const { dossierId } = await bureau.file()
    const say = () => sayBySms(app, { collectivityId: site.id, phone, dossierId }, () => Promise.resolve('sent'))
    assert.equal(await say(), 'sent')
    await tell('sms-5', 'STOP')
    assert.equal(await say(), 'stopped')
    await tell('sms-6', 'Start')
    assert.equal(await say(), 'sent')
    await land()
    assert.deepEqual(await messagesOf(dossierId), [])
  })
})
