import assert from 'node:assert/strict'
import { createHash, createPublicKey, verify } from 'node:crypto'
import { readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, suite, test } from 'node:test'
import { unzipSync } from 'fflate'
import { performAction } from '#counter/dossiers'
import { sweepRetained } from '#counter/retention'
import { addRoutes } from '#platform/http'
import { everyHandler } from '../handlers.ts'
import { contextFor } from './app.ts'
import { sealCase } from './archives.ts'
import { bureauRoutes } from './bureau/index.ts'
import { openCircuits, status } from './circuits-testing.ts'

/** From a closed request to a package that somebody else can check, and to what an alteration looks like. */

const trial = await openCircuits(everyHandler)
const { app, sql, site, clock, server, browser, offer, file, work, sessionOf } = trial
addRoutes(server, bureauRoutes(app))
after(() => server.close())

const text = (fr: string) => ({ fr, en: fr })
const day = 86_400_000
const asOne = (email: string) => ({
  get: async (url: string) =>
    browser()
      .signIn(await sessionOf(email))
      .get(url),
  post: async (url: string, form: Record<string, string>) =>
    browser()
      .signIn(await sessionOf(email))
      .post(url, form),
})
const camille = asOne('administration.corbas@exemple.fr')
const roads = asOne('voirie.corbas@exemple.fr')
const agent = contextFor(app, {
  kind: 'agent',
  accountId: '01900000-0000-7000-8000-000000000001',
  name: 'Agent d’essai',
  collectivityId: site.id,
  roles: [{ role: 'agent', serviceId: null }],
})
const finish = {
  kind: 'action',
  id: 'finish',
  label: text('Finir'),
  by: ['instructor'],
  tone: 'forward',
  to: 'end',
  consequences: [text('La demande est finie.')],
}
const slug = 'a-archiver'
const offerId = await offer({ slug, statuses: [status('first', [finish]), status('end', [], { outcome: 'accepted' })] })
const base = '/bureau/corbas/archives'

async function filed(name: string) {
  const key = await file(offerId, { 'who.givenName': name, email: `${name}@exemple.fr`, hall: `La salle de ${name}` })
  assert.ok((await performAction(agent, { ...key, actionId: 'finish' })).ok)
  await work()
  return key
}
const night = everyHandler(app).find(({ job }) => job.name === sweepRetained.name)
const archives = () =>
  sql<{ id: string; dossier_id: string; digest: string; seq: number }>('select * from archives.archive order by seq')
const keep = { sort: 'keep', texte: 'Tableau de gestion' }
const rule = {
  'accepted-sort': 'archive',
  'accepted-duree': '1',
  'accepted-unite': 'months',
  'accepted-texte': 'Tableau de gestion',
  'refused-sort': keep.sort,
  'refused-texte': keep.texte,
  'closed-sort': keep.sort,
  'closed-texte': keep.texte,
  preavis: '7',
  vu: '0',
}

suite('une demande archivée', () => {
  test('est scellée, puis retirée ; le paquet se vérifie sans nous', async () => {
    const url = `/bureau/corbas/conservation/regles/${slug}`
    assert.equal((await camille.post(url, rule)).statusCode, 303)
    assert.equal((await camille.post(`${url}/publier`, { vu: '1' })).statusCode, 303)
    const [one, two] = [await filed('Huguette'), await filed('Paulette')]
    clock.advance(40 * day)
    await night?.run({})
    clock.advance(7 * day)
    // Stopped after the package of the first one was sealed, before it was taken away.
    assert.ok(await sealCase(app, one))
    await night?.run({})
    await night?.run({})
    const rows = await archives()
    assert.deepEqual(
      rows.map(({ dossier_id, seq }) => [dossier_id, seq]),
      [
        [one.dossierId, 1],
        [two.dossierId, 2],
      ],
    )
    const left = await sql(`select 1 from dossiers.dossier d where d::text ~ 'Huguette|Paulette'`)
    assert.deepEqual(left, [])
    const stones = await sql<{ way: string; archive_id: string }>(
      'select way, archive_id from retention.tombstone order by number',
    )
    assert.deepEqual(
      stones.map(({ way, archive_id }) => [way, archive_id]),
      rows.map(({ id }) => ['archive', id]),
    )
    assert.match((await camille.get('/bureau/corbas/conservation/registre')).body, new RegExp(`${base}/${rows[0]?.id}`))
  })

  test('s’ouvre avec une raison, qui est notée ; chaque pièce est celle du manifeste, que le sceau signe', async () => {
    const [row] = await archives()
    const here = `${base}/${row?.id}`
    assert.equal((await camille.post(`${here}/paquet`, { raison: ' ' })).statusCode, 422)
    const taken = await camille.post(`${here}/paquet`, { raison: 'Recours au tribunal' })
    assert.equal(taken.headers['content-type'], 'application/zip')
    const parts = unzipSync(new Uint8Array(taken.rawPayload))
    const bytes = (name: string): Buffer => Buffer.from(parts[name] ?? [])
    const manifest = JSON.parse(bytes('manifeste.json').toString()) as {
      files: { name: string; sha256: string; size: number }[]
    }
    assert.deepEqual(
      manifest.files.map(({ name }) => name),
      ['demande.pdf', 'demande.json', 'messages.json', 'journal.ndjson'],
    )
    for (const { name, sha256, size } of manifest.files) {
      assert.equal(createHash('sha256').update(bytes(name)).digest('hex'), sha256, name)
      assert.equal(bytes(name).length, size)
    }
    const seal = JSON.parse(bytes('sceau.json').toString()) as { publicKey: string; signature: string }
    const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: seal.publicKey }, format: 'jwk' })
    assert.ok(verify(null, bytes('manifeste.json'), key, Buffer.from(seal.signature, 'base64url')))
    assert.match(bytes('demande.json').toString(), /La salle de Huguette/)
    const page = (await camille.get(here)).body
    assert.match(page, /Recours au tribunal/)
    assert.ok(page.includes(seal.publicKey))
  })

  test('se vérifie ; ce qui a changé est dit', async () => {
    const [one, two] = await archives()
    assert.ok(one && two)
    const check = async (id: string) => {
      await camille.post(`${base}/${id}/verifier`, {})
      return (
        await sql<{ found: string }>(
          `select found from archives.reading where archive_id = $1 and kind = 'checked' order by at desc, id desc limit 1`,
          [id],
        )
      )[0]?.found
    }
    assert.equal(await check(one.id), 'whole')
    assert.match((await camille.get(`${base}/${one.id}`)).body, /Intacte/)
    await sql(`update archives.archive set number = 'X' where id = $1`, [two.id])
    assert.equal(await check(two.id), 'link_altered')
    await sql(`delete from archives.reading where archive_id = $1`, [two.id])
    await sql(`delete from archives.archive where id = $1`, [two.id])
    assert.equal(await check(one.id), 'chain_broken')
    await sql('update archives.chain set seq = 1, hash = (select hash from archives.archive where seq = 1)')
    assert.equal(await check(one.id), 'whole')
    const folder = join(app.config.dataFolder, 'archives')
    const stored = readdirSync(folder, { recursive: true, encoding: 'utf8' }).find((path) => path.endsWith(one.digest))
    assert.ok(stored)
    writeFileSync(join(folder, stored), Buffer.alloc(200_000, 7))
    assert.equal(await check(one.id), 'package_altered')
    rmSync(join(folder, stored))
    assert.equal(await check(one.id), 'package_missing')
    assert.match((await camille.get(`${base}/${one.id}`)).body, /a disparu du dépôt/)
  })

  test('n’existe pas pour les autres agents', async () => {
    const [one] = await archives()
    assert.equal((await roads.get(base)).statusCode, 404)
    assert.equal((await roads.get(`${base}/${one?.id}`)).statusCode, 404)
    assert.equal((await roads.post(`${base}/${one?.id}/paquet`, { raison: 'x' })).statusCode, 404)
  })
})
