import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Compile } from 'typebox/compile'
import {
  checkSources,
  type Contradiction,
  ExplanationsSchema,
  type Figure,
  IdentitiesSchema,
  isMoney,
  type Library,
  type Report,
  SourceSchema,
  type Statement,
} from '#entente/sources'
import { type Config, projectRoot } from '#platform/config'

const folder = join(projectRoot, 'data/entente')
const shapes = {
  source: Compile(SourceSchema),
  identities: Compile(IdentitiesSchema),
  explanations: Compile(ExplanationsSchema),
}

/** The published documents that come with the program, what must hold between their figures, and what was explained. */
export async function readLibrary(): Promise<Library> {
  const [names, identities, explanations] = await Promise.all([
    readdir(join(folder, 'sources')),
    read('identities.json'),
    read('contradictions.json'),
  ])
  const sources = await Promise.all(names.toSorted().map((name) => read(join('sources', name))))
  return {
    sources: sources.map((source) => shapes.source.Parse(source)),
    identities: shapes.identities.Parse(identities),
    explanations: shapes.explanations.Parse(explanations),
  }
}

const read = async (name: string): Promise<unknown> => JSON.parse(await readFile(join(folder, name), 'utf8'))

const number = (digits: number): Intl.NumberFormat =>
  new Intl.NumberFormat('fr-FR', { minimumFractionDigits: digits, maximumFractionDigits: digits })

/** As the page that states it prints it. */
function printed({ unit, step }: Statement, value: number): string {
  if (isMoney(unit)) return `${number(step < 100 ? 2 : 0).format(value / 100)} €`
  if (unit === 'count') return number(0).format(value)
  return unit === 'years' ? `${number(2).format(value)} ans` : `${number(1).format(value)} %`
}

const verdicts: Readonly<Record<Figure['verdict'], string>> = {
  equal: 'égal',
  rounded: 'à l’arrondi',
  differs: 'DIFFÈRE',
}

const figureLine = ({ statement, by, computed, verdict }: Figure): string =>
  [statement.label, printed(statement, statement.value), printed(statement, computed), verdicts[verdict], by].join(
    ' | ',
  )

/** Every figure under the document and the heading where it stands. */
function figureLines({ figures }: Report): string[] {
  const places = Map.groupBy(figures, ({ statement }) => `${statement.source.title} — ${statement.heading}`)
  return [...places].flatMap(([place, inside]) => ['', place, ...inside.map((figure) => `  ${figureLine(figure)}`)])
}

const sayAll = (lines: readonly string[]): void => void process.stdout.write(`${lines.join('\n')}\n`)

/**
 * `traboule entente figures`: each published figure that can be computed, expected and computed; 1 when one differs that nobody
 * explained.
 */
export async function showFigures(_config: Config): Promise<number> {
  const report = checkSources(await readLibrary())
  const count = (verdict: Figure['verdict']) => report.figures.filter((each) => each.verdict === verdict)
  const unexplained = count('differs').filter(({ explanation }) => explanation === undefined)
  sayAll([
    'Chiffre publié | attendu | calculé | verdict | calcul',
    ...figureLines(report),
    '',
    `${report.figures.length} chiffres calculés : ${count('equal').length} égaux, ${count('rounded').length} à l’arrondi de leurs termes, ` +
      `${count('differs').length} que le document contredit lui-même (traboule entente contradictions), ${unexplained.length} sans explication.`,
  ])
  return unexplained.length === 0 ? 0 : 1
}

const contradictionLines = ({ statement, against, explanation }: Contradiction, rank: number): string[] => [
  '',
  `${rank + 1}. ${statement.source.title}, ${statement.heading}`,
  `   ${statement.label} : ${printed(statement, statement.value)}, contre ${printed(statement, against.value)} (${against.says})`,
  `   ${explanation ?? 'PAS ENCORE EXPLIQUÉ'}`,
]

/** `traboule entente contradictions`: what the documents say against themselves or each other; 1 when one lacks its explanation. */
export async function showContradictions(_config: Config): Promise<number> {
  const { contradictions, stale } = checkSources(await readLibrary())
  const unexplained = contradictions.filter(({ explanation }) => explanation === undefined)
  sayAll([
    ...contradictions.flatMap(contradictionLines),
    '',
    `${contradictions.length} contradictions, ${unexplained.length} sans explication.`,
    ...stale.map(({ source, fact }) => `Expliqué, mais plus contredit : ${source}, ${fact}.`),
  ])
  return unexplained.length + stale.length === 0 ? 0 : 1
}
