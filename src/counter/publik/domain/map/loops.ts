import type { DeedStep } from '#counter/workflows'
import type { Expression } from '#kernel/expression'
import type { PublikStatus } from '../../schema.ts'
import { createTranslator } from '../translate/conditions.ts'
import { Untranslatable } from '../translate/parse.ts'
import { parseTemplate } from '../translate/templates.ts'
import { type Known, literal } from '../translate/terms.ts'
import type { Circuit } from './circuit-desk.ts'
import { deedsOf } from './deeds.ts'
import { createNotebook } from './notebook.ts'

/** As many turns as people commonly choose things or add rows; the report says so. */
const maxTurns = 10

/**
 * What a status does for each item of a list, written out turn after turn: each turn is done when the list is that long.
 * Undefined when it waits or leads elsewhere within a turn, or when what it turns over cannot be read.
 */
export function turnsOf({ loop, steps, spot }: PublikStatus, circuit: Circuit): readonly DeedStep[] | undefined {
  const items = loop && listIn(loop.items, circuit)
  if (!items) return undefined
  const turns: DeedStep[] = []
  for (let turn = 0; turn < maxTurns; turn += 1) {
    const here = turn === 0 ? circuit : { ...circuit, notebook: createNotebook() }
    const inTurn = { ...here, names: circuit.names.within((name) => itemNamed(name, items, turn)) }
    const done = steps.map((step) => deedsOf(step, inTurn))
    if (!done.every((deeds) => deeds !== undefined)) return undefined
    turns.push(...done.flat().map((deed) => onlyWhen(deed, ['greaterThan', countOf(items), turn])))
  }
  circuit.notebook.note(
    'mended',
    spot,
    `Boucle sur ${loop?.items ?? ''} : faite pour les ${maxTurns} premiers, tour par tour`,
  )
  return turns
}

function listIn(template: string, { names }: Circuit): Known | undefined {
  const [only, ...more] = parseTemplate(template.trim())
  if (only?.is !== 'value' || more.length > 0) return undefined
  try {
    const known = createTranslator(names).known(only.node)
    return known.rows || known.type === 'list' || known.type === 'any' ? known : undefined
  } catch (error) {
    if (error instanceof Untranslatable) return undefined
    throw error
  }
}

const countOf = ({ read, rows }: Known): Expression => (rows ? read : ['count', read])

/** What `status_loop` says of a turn: its item, what a row holds, its place. */
function itemNamed(name: string, { read, rows, options }: Known, turn: number): Known | undefined {
  if (name === 'status_loop_index') return literal(turn + 1)
  if (name === 'status_loop_index0') return literal(turn)
  if (name === 'status_loop_first') return literal(turn === 0)
  const datum = /^status_loop_current_item(?:_(?:var_)?(\w+))?$/.exec(name)
  if (!datum) return undefined
  if (datum[1] === undefined || ['text', 'raw', 'id'].includes(datum[1]))
    return rows ? undefined : { type: 'text', read: ['item', read, turn], ...(options ? { options } : {}) }
  const own = rows?.own.get(datum[1])
  return rows && own ? { type: own.type, read: ['item', ['rows', rows.id, own.read], turn] } : undefined
}

function onlyWhen(deed: DeedStep, isTurn: Expression): DeedStep {
  const when: Expression = 'when' in deed && deed.when !== undefined ? ['and', isTurn, deed.when] : isTurn
  return { ...deed, when } as DeedStep
}
