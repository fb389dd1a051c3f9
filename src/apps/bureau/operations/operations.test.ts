import assert from 'node:assert/strict'
import { after, suite, test } from 'node:test'
import { render } from 'preact-render-to-string'
import { newId } from '#kernel/ids'
import { wordsOf } from '../../guichet/testing.ts'
import { openBureau } from '../testing.ts'
import { Attention } from './attention.tsx'

/** What the operator reads when something waits for too long. */

const bureau = await openBureau()
const { site, sql, clock } = bureau
after(() => bureau.server.close())
const operator = await bureau.signIn('exploitation@exemple.fr')
const home = async (): Promise<string> => wordsOf((await operator.get('/bureau/exploitation')).body)
const ago = (minutes: number): Date => new Date(clock.now().getTime() - minutes * 60_000)

suite('ce qui est en retard, pour l’exploitation', () => {
  test('rien : c’est dit', async () => {
    assert.match(await home(), /Rien ne demande votre attention/)
  })

  test('une boîte qui n’est plus relevée, un export arrêté : nommés, avec quoi faire', async () => {
    const boxId = newId()
    await sql(
      `insert into mailbox.box (collectivity_id, id, name, address, host, port, security, username, password_sealed, folder,
         takes_plus, takes_answers, when_closed, acknowledges, is_open, kept_days, changed_at, changed_by_name)
       values ($1, $2, 'Accueil', 'mairie@corbas.exemple', '127.0.0.1', 9, 'none', 'mairie', 'scellé', 'INBOX', true, true,
         'tray', true, true, 90, $3, 'essai')`,
      [site.id, boxId, ago(600)],
    )
    const reading = `insert into mailbox.reading (collectivity_id, box_id, read_at, next_at) values ($1, $2, $3, $3)`
    await sql(reading, [site.id, boxId, ago(5)])
    await sql(
      `insert into exports.export (collectivity_id, id, account_id, account_name, locale, format, title, question, state, asked_at)
       values ($1, $2, $2, 'Alix', 'fr', 'csv', 'Toutes', '{}', 'running', $3)`,
      [site.id, newId(), ago(30)],
    )
    assert.match(await home(), /Rien ne demande votre attention/)

    await sql('update mailbox.reading set read_at = $1', [ago(42)])
    await sql('update exports.export set asked_at = $1', [ago(90)])
    const page = await home()
    assert.match(page, /« Accueil », Corbas : pas relevée depuis le .*vérifie le serveur et le mot de passe/)
    assert.match(page, /Des exports ne se font pas Corbas : 1, le plus ancien demandé le/)
    assert.doesNotMatch(page, /Rien ne demande votre attention/)
    assert.match(
      wordsOf((await operator.inEnglish().get('/bureau/exploitation')).body),
      /“Accueil”, Corbas: not read since/,
    )
  })

  test('des travaux en échec ou en retard, un destinataire muet : chacun dit quoi faire', () => {
    const late = { boxes: [], exports: [], receivers: [{ place: 'Corbas', label: 'Un outil', waiting: 4, dead: 2 }] }
    const words = wordsOf(
      render(
        Attention({
          locale: 'fr',
          jobs: { waiting: 9, late: 3, failed: 1 },
          mails: { hasFailed: false, hasQueued: true },
          late,
        }),
      ),
    )
    assert.match(words, /Un travail a échoué pour de bon.*Le journal du service « worker » dit lequel/)
    assert.match(words, /3 travaux attendent depuis plus de cinq minutes.*Rien n’est perdu/)
    assert.match(words, /Des courriels attendent/)
    assert.match(words, /« Un outil », Corbas : 4 en attente, 2 à renvoyer/)
  })
})
