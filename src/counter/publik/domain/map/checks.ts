import type { Expression } from '#kernel/expression'
import type { Page } from '#counter/procedures'
import type { Code, PublikField } from '../../schema.ts'
import { createNames } from '../names.ts'
import type { Known, Names } from '../translate/terms.ts'
import { calm, cut, textOfHtml } from '../words.ts'
import type { Desk } from './desk.ts'
import type { Sheet } from './sheet.ts'

type Rules = Pick<Page, 'checks' | 'eligibility'>

interface Rule {
  readonly code: Code
  readonly message: string
  readonly names: Names
}

/** What must hold to leave a page, and what a field asks of its own value: rules across fields, or who may not file. */
export function rulesOf(from: readonly PublikField[], sheet: Sheet, { notebook, names }: Desk): Rules {
  const ids = createNames()
  const rules: Required<Rules> = { checks: [], eligibility: [] }
  for (const { code, message, names: own } of from.flatMap((field) => rulesIn(field, sheet, names))) {
    const holds = notebook.condition(code, own)
    if (holds === undefined) continue
    const said = { fr: cut(calm(textOfHtml(message)), 1000) || 'Vérifiez vos réponses.' }
    const fields = fieldsRead(holds, sheet)
    if (fields.length > 0) rules.checks.push({ id: ids('controle'), holds, message: said, fields })
    else rules.eligibility.push({ id: ids('condition'), when: ['not', holds], message: said })
  }
  return {
    ...(rules.checks.length > 0 ? { checks: rules.checks } : {}),
    ...(rules.eligibility.length > 0 ? { eligibility: rules.eligibility } : {}),
  }
}

function rulesIn(field: PublikField, sheet: Sheet, names: Names): readonly Rule[] {
  const { validation, spot } = field
  const own = sheet.fields.find(({ from }) => from === field)?.field
  if (field.type === 'page') return field.checks.map(({ condition, message }) => ({ code: condition, message, names }))
  if (validation?.kind !== 'django' || !own) return []
  const value: Known = { type: 'text', read: ['answer', own.id] }
  const code = { dialect: 'django', text: validation.value, spot } as const
  const withValue = { find: (name: string) => (name === 'value' ? value : names.find(name)) }
  return [{ code, message: validation.message, names: withValue }]
}

/** The fields of the page that an expression reads. */
function fieldsRead(expression: Expression, { fields }: Sheet): string[] {
  const found = new Set<string>()
  const visit = (node: Expression): void => {
    if (!Array.isArray(node)) return
    const [head, operand] = node as readonly [string, ...Expression[]]
    if (head === 'answer' && typeof operand === 'string') found.add(operand)
    for (const each of node.slice(1) as Expression[]) visit(each)
  }
  visit(expression)
  return fields.flatMap(({ field }) => (found.has(field.id) ? [field.id] : [])).slice(0, 20)
}
