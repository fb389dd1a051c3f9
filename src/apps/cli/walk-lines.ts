import type { Unreached, WalkedCircuit, WalkedForm, WalkedProcedure } from '#counter/publik'

const outcomes: Readonly<Record<string, string>> = { accepted: 'acceptée', refused: 'refusée', closed: 'close' }

/** What a walk saw, for a person: the form, then each status of the circuit, reached or not and why. */
export const walkLines = ({ form, circuit }: WalkedProcedure): readonly string[] => [
  ...(form ? formLines(form) : []),
  ...(circuit ? circuitLines(circuit) : ['Le circuit que la démarche nomme manque : importez-le.']),
]

const formLines = ({
  title,
  isComplete,
  errors,
  pages,
  fields,
  conditions,
  oneSided,
}: WalkedForm): readonly string[] => [
  `${title} : formulaire ${isComplete ? 'rempli' : 'incomplet'}, ${pages.shown} pages montrées sur ${pages.all}, ` +
    `${fields.shown} champs sur ${fields.all}, ${conditions.both} conditions sur ${conditions.all} vues vraies et fausses`,
  ...errors.map(({ field, code }) => `  ${field} : ${code}`),
  ...oneSided.map(({ what, isShown }) => `  ${isShown ? 'toujours montré' : 'jamais montré'} : ${oneLine(what)}`),
]

const oneLine = (text: string): string => text.replaceAll(/\s+/g, ' ').slice(0, 100)

const circuitLines = ({ title, statuses, ends }: WalkedCircuit): readonly string[] => {
  const labels = new Map(statuses.map(({ id, label }) => [id, label]))
  const named = (id: string): string => `« ${labels.get(id) ?? id} »`
  return [
    `${title} : ${statuses.filter(({ unreached }) => !unreached).length} statuts atteints sur ${statuses.length}, ${ends.length} fins`,
    ...statuses.map(({ id, label, unreached }) =>
      unreached ? `  jamais atteint : ${label} (${id}) : ${reasonOf(unreached, named)}` : `  ${label} (${id})`,
    ),
    ...ends.map(
      ({ status, outcome }) => `  fin : ${labels.get(status) ?? status}, demande ${outcomes[outcome] ?? outcome}`,
    ),
  ]
}

function reasonOf({ why, from, conditions }: Unreached, named: (id: string) => string): string {
  if (why === 'no_way') return 'rien n’y mène'
  if (why === 'from_unreached') return `on n’y vient que de ${from.map(named).join(', ')}, jamais atteint`
  return `on y vient de ${from.map(named).join(', ')}${conditions.length > 0 ? ` si : ${conditions.join(' ; ')}` : ''}`
}

const row = (cells: readonly (string | number)[]): string => `| ${cells.join(' | ')} |`

const headings = [
  'démarche ou circuit',
  'pages',
  'champs',
  'étapes',
  'conditions traduites / non',
  'gabarits traduits / non',
  'conditions vues des deux côtés',
  'statuts atteints',
  'fins',
]

const none = { all: 0, both: 0 }
const nothing: NonNullable<WalkedProcedure['counts']> = {
  pages: 0,
  fields: 0,
  statuses: 0,
  steps: 0,
  actions: 0,
  conditions: 0,
  conditionsLost: 0,
  templates: 0,
  templatesLost: 0,
}

/** The figures of a line, by column; the totals add them up. */
function figuresOf({ counts = nothing, form, circuit }: WalkedProcedure): readonly (readonly number[])[] {
  const { both, all } = form?.conditions ?? none
  const statuses = circuit?.statuses ?? []
  return [
    [counts.pages],
    [counts.fields],
    [counts.steps],
    [counts.conditions, counts.conditionsLost],
    [counts.templates, counts.templatesLost],
    [both, all],
    [statuses.filter(({ unreached }) => !unreached).length, statuses.length],
    [circuit?.ends.length ?? 0],
  ]
}

const cellsOf = (figures: readonly (readonly number[])[]): readonly string[] => figures.map((each) => each.join(' / '))

/** Each status that no case came to, with why. */
const unreachedLines = ({ slug, circuit }: WalkedProcedure): readonly string[] => {
  const labels = new Map(circuit?.statuses.map(({ id, label }) => [id, label]))
  return (circuit?.statuses ?? []).flatMap(({ label, unreached }) =>
    unreached ? [`- ${slug}, « ${label} » : ${reasonOf(unreached, (id) => `« ${labels.get(id) ?? id} »`)}`] : [],
  )
}

/** A table in Markdown: a line for each, then the totals, then the statuses that were not reached. */
export function walkTable(all: readonly WalkedProcedure[]): readonly string[] {
  const figures = all.map(figuresOf)
  const totals = (figures[0] ?? []).map((column, at) =>
    column.map((_, part) => figures.reduce((total, each) => total + (each[at]?.[part] ?? 0), 0)),
  )
  const whole = all.filter(({ isWhole }) => isWhole).length
  const unreached = all.flatMap(unreachedLines)
  return [
    row(headings),
    row(headings.map((_, index) => (index === 0 ? '---' : '---:'))),
    ...all.map(({ slug, isWhole }, at) => row([isWhole ? slug : `${slug} (incomplet)`, ...cellsOf(figures[at] ?? [])])),
    row([`${all.length} en tout, ${whole} menés jusqu’à une fin`, ...cellsOf(totals)]),
    ...(unreached.length > 0 ? ['', 'Statuts jamais atteints :', ...unreached] : []),
  ]
}
