import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { childrenOf, commandOf, startTestPlatform } from '../support/platform.ts'
import { formsOf } from './forms.ts'
import { Person } from './person.ts'

const platform = await startTestPlatform({ environment: { WEB_PROCESSES: '2' } })
after(async () => {
  await platform.stop()
  platform.remove()
})

const until = async (isSo: () => boolean): Promise<void> => {
  const end = Date.now() + 20_000
  while (Date.now() < end && !isSo()) await new Promise((resolve) => setTimeout(resolve, 100))
}

const webs = (): number[] =>
  childrenOf(platform.process.pid ?? 0).filter((pid) => commandOf(pid).includes('src/web.ts'))

/** A connection of its own for each request: the system gives it to any of the processes. */
const status = async (path: string, cookies = ''): Promise<number> => {
  const answer = await fetch(platform.url + path, {
    redirect: 'manual',
    headers: { connection: 'close', cookie: cookies },
  })
  await answer.arrayBuffer()
  return answer.status
}

test('deux processus servent le même port, et qui a ouvert une session chez l’un est connu de l’autre', async () => {
  assert.equal(webs().length, 2)
  const camille = new Person(platform.url)
  const page = await camille.open('/connexion')
  const form = Person.formWith(page, 'password') ?? assert.fail(`no form among ${formsOf(page.html).length}`)
  await camille.press(page, form, { email: 'camille.demonstration@exemple.fr', password: 'bonjour-traboule' })
  const statuses = await Promise.all(Array.from({ length: 40 }, () => status('/compte', camille.cookies)))
  assert.deepEqual(new Set(statuses), new Set([200]))
})

test('quand l’un meurt, l’autre répond, et le mort est remplacé', async () => {
  const [first = 0] = webs()
  process.kill(first, 'SIGKILL')
  // What its socket had not taken yet goes with it; what comes after does not.
  await new Promise((resolve) => setTimeout(resolve, 50))
  const statuses = await Promise.all(Array.from({ length: 40 }, () => status('/corbas')))
  assert.deepEqual(new Set(statuses), new Set([200]))
  await until(() => webs().length === 2)
  assert.equal(webs().length, 2)
  assert.ok(!webs().includes(first))
})
