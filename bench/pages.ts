import { beginForm, brokenLight } from '../tests/proofs/journey.ts'
import { Person } from '../tests/proofs/person.ts'
import { type Figure, figure, median } from './figures.ts'
import { load, type LoadResult } from './load.ts'
import type { Stage } from './stage.ts'

const connections = 16

/** Pages that anybody asks for: how many a second one web process gives, and how long each takes. */
export async function measurePages(stage: Stage): Promise<Figure[]> {
  const journey = brokenLight('corbas', 'Mesure')
  const form = await beginForm(new Person(stage.url), journey)
  return [
    ...(await measurePage(stage, 'guichet.form_page', form.path)),
    ...(await measurePage(stage, 'guichet.commune_home', `/${journey.site}`)),
  ]
}

async function measurePage(stage: Stage, name: string, path: string): Promise<Figure[]> {
  const plain = await runs(stage, path, 'identity')
  const compressed = await runs(stage, path, 'gzip, deflate, br, zstd')
  const of = (results: readonly Measured[], value: (result: Measured) => number) => median(results.map(value))
  return [
    figure(
      name,
      of(plain, (each) => each.perSecond),
      'pages/s',
    ),
    figure(
      `${name}.p50`,
      of(plain, (each) => each.p50),
      'ms',
    ),
    figure(
      `${name}.p99`,
      of(plain, (each) => each.p99),
      'ms',
    ),
    figure(
      `${name}.cpu`,
      of(plain, (each) => each.cpu),
      'ms of the web process a page',
    ),
    figure(
      `${name}.compressed`,
      of(compressed, (each) => each.perSecond),
      'pages/s',
    ),
    figure(
      `${name}.compressed.cpu`,
      of(compressed, (each) => each.cpu),
      'ms of the web process a page',
    ),
  ]
}

interface Measured extends LoadResult {
  readonly cpu: number
}

async function runs(stage: Stage, path: string, encoding: string): Promise<Measured[]> {
  const job = { url: stage.url, connections, headers: { 'accept-encoding': encoding }, requests: [{ path }] }
  const results: Measured[] = []
  await load({ ...job, seconds: stage.isSmoke ? 1 : 3 }, 200)
  for (let run = 0; run < (stage.isSmoke ? 1 : 5); run++) {
    const before = stage.webCpu()
    const result = await load({ ...job, seconds: stage.isSmoke ? 1 : 4 }, 200)
    results.push({ ...result, cpu: (stage.webCpu() - before) / result.count })
  }
  return results
}
