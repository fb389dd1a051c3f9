import type { Scope, Value } from './tree.ts'

/** A scope over plain records, as the tests of the language write them. */
export function scopeOver(
  answers: Readonly<Record<string, Value>>,
  more: {
    readonly rows?: Readonly<Record<string, readonly Readonly<Record<string, Value>>[]>>
    readonly options?: Readonly<Record<string, Value>>
    readonly internals?: Readonly<Record<string, Value>>
    readonly today?: string
  } = {},
): Scope {
  const own = (record: Readonly<Record<string, Value>> = {}, id: string): Value =>
    Object.hasOwn(record, id) ? (record[id] ?? null) : null
  return {
    answer: (id) => own(answers, id),
    option: (id) => own(more.options, id),
    internal: (id) => own(more.internals, id),
    case: (datum) => (datum === 'status' ? 'received' : null),
    today: () => more.today ?? '2026-03-04',
    rows: (id) => (more.rows?.[id] ?? []).map((row) => scopeOver({ ...answers, ...row }, more)),
  }
}
