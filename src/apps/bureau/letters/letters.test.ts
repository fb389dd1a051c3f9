import assert from 'node:assert/strict'
import { after, suite, test } from 'node:test'
import { namedLetters } from '#counter/letters'
import { systemContext } from '#platform/context'
import { strFromU8, unzipSync } from 'fflate'
import { letterTemplates } from '../../../../tests/support/letter-templates.ts'
import { openBureau } from '../testing.ts'

const bureau = await openBureau()
after(() => bureau.server.close())
const administrator = await bureau.signIn('administration.corbas@exemple.fr')
const agent = await bureau.signIn('voirie.corbas@exemple.fr')
const list = '/bureau/corbas/modeles'
const file = (name = 'arrete.odt', content: Uint8Array = letterTemplates.odt) => ({
  name,
  content: Buffer.from(content),
})

const locationOf = ({ headers }: { headers: Record<string, unknown> }): unknown => headers['location']

suite('les modèles de courrier', () => {
  test('sont tenus par qui administre la collectivité, et personne d’autre', async () => {
    assert.equal((await agent.get(list)).statusCode, 404)
    assert.equal(
      (
        await agent.upload(list, [
          ['nom', 'X'],
          ['fichier', file()],
        ])
      ).statusCode,
      404,
    )
    assert.equal((await administrator.get('/bureau/givors/modeles')).statusCode, 404)
    assert.match((await administrator.get(list)).body, /Aucun modèle pour le moment/)
    assert.match((await administrator.get('/bureau/corbas/demandes')).body, /href="\/bureau\/corbas\/modeles"/)
  })

  test('s’ajoutent avec leur nom, disent les mots qu’ils lisent, et se remplacent', async () => {
    const added = await administrator.upload(list, [
      ['nom', 'Arrêté de voirie'],
      ['fichier', file()],
    ])
    assert.equal(locationOf(added), `${list}/arrete-de-voirie?fait=ajoute`)
    const page = await administrator.get(`${list}/arrete-de-voirie?fait=ajoute`)
    assert.match(page.body, /Le modèle est ajouté/)
    for (const word of ['number', 'name', 'reason', 'children', 'child', 'school']) {
      assert.match(page.body, new RegExp(`<code>\\{${word}\\}</code>`))
    }
    const replaced = await administrator.upload(`${list}/arrete-de-voirie`, [
      ['fichier', file('v2.docx', letterTemplates.docx)],
    ])
    assert.equal(locationOf(replaced), `${list}/arrete-de-voirie?fait=remplace`)
    const after_ = await administrator.get(`${list}/arrete-de-voirie`)
    assert.match(after_.body, /Version 2[\s\S]*v2\.docx[\s\S]*Version 1[\s\S]*arrete\.odt/)
    const first = await administrator.get(`${list}/arrete-de-voirie/fichiers/1`)
    assert.deepEqual(first.rawPayload, Buffer.from(letterTemplates.odt))
    assert.equal((await administrator.get(`${list}/arrete-de-voirie/fichiers/9`)).statusCode, 404)
  })

  test('ce qui ne va pas est dit, et ce qui était tapé reste', async () => {
    for (const [parts, sentence] of [
      [
        [
          ['nom', ' '],
          ['fichier', file()],
        ],
        /Donnez un nom au modèle/,
      ],
      [
        [
          ['nom', 'Arrêté de voirie'],
          ['fichier', file()],
        ],
        /s’appelle déjà «\sArrêté de voirie\s»/,
      ],
      [[['nom', 'Nouveau']], /Choisissez le fichier du modèle/],
      [
        [
          ['nom', 'Nouveau'],
          ['fichier', file('a.txt', Buffer.from('bonjour'))],
        ],
        /n’est pas un texte de LibreOffice/,
      ],
    ] as const) {
      const refused = await administrator.upload(list, parts)
      assert.equal(refused.statusCode, 422)
      assert.match(refused.body, sentence)
    }
    const kept = await administrator.upload(list, [['nom', 'Nouveau nom']])
    assert.match(kept.body, /value="Nouveau nom"/)
    assert.equal((await bureau.sql('select 1 from letters.template')).length, 1)
  })

  test('un exemple se télécharge : un PDF, ou le document là où LibreOffice manque', async () => {
    const example = await administrator.get(`${list}/arrete-de-voirie/exemple`)
    assert.equal(example.statusCode, 200)
    if (example.headers['content-type'] === 'application/pdf') {
      assert.equal(example.rawPayload.subarray(0, 5).toString(), '%PDF-')
    } else {
      const document = unzipSync(example.rawPayload)['word/document.xml']
      assert.match(strFromU8(document ?? new Uint8Array()), /« number »/)
    }
  })

  test('un modèle retiré se remet ; son contenu reste tant qu’une version le nomme', async () => {
    await administrator.post(`${list}/arrete-de-voirie/retirer`, {})
    assert.match((await administrator.get(list)).body, /Retiré/)
    const ctx = systemContext(bureau.app, 'essai')
    const filled = await bureau.app.letters.fill(ctx, { collectivityId: bureau.site.id, slug: 'arrete-de-voirie' }, {})
    assert.ok(filled.bytes.length > 500)
    await administrator.post(`${list}/arrete-de-voirie/remettre`, {})
    assert.doesNotMatch((await administrator.get(list)).body, /Retiré/)
    const rows = await bureau.sql<{ digest: string }>('select digest from letters.version')
    const digests = rows.map(({ digest }) => digest)
    assert.deepEqual(await namedLetters(bureau.db, [...digests, 'f'.repeat(64)]), new Set(digests))
  })
})
