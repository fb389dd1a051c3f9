import type { Definition } from '#counter/procedures'
import type { Workflow } from '#counter/workflows'

/** Where a circuit needs an address and has none left. */
const noAddress = 'https://a-completer.invalid'

/**
 * The circuit as one form follows it: several forms share a circuit of Publik, where what a form does not ask is empty; here
 * its own circuit no longer reads it.
 */
export function fitCircuit(workflow: Workflow, definition: Definition): Workflow {
  const asked = new Set(definition.form.pages.flatMap(({ fields }) => fields.map(({ id }) => id)))
  return fitted(workflow, asked) as Workflow
}

function fitted(value: unknown, asked: ReadonlySet<string>): unknown {
  if (typeof value === 'string') return fittedText(value, asked)
  if (Array.isArray(value)) return fittedList(value, asked)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([name, each]) => {
      const kept = fitted(each, asked)
      if (name === 'url' && kept === '') return [name, noAddress]
      // A text says something: the name of the procedure when nothing else is left.
      return [name, name === 'fr' && kept === '' ? '{procedure}' : kept]
    }),
  )
}

const fittedText = (text: string, asked: ReadonlySet<string>): string =>
  text.includes('{answer.')
    ? text.replaceAll(/\{answer\.([a-z0-9_]+)\}/g, (whole, id: string) => (asked.has(id) ? whole : '')).trim()
    : text

/** An answer that is not asked is nothing; a step that writes to one is not done. */
function fittedList(list: readonly unknown[], asked: ReadonlySet<string>): unknown {
  const [head, id] = list
  if (head === 'answer' && list.length === 2 && typeof id === 'string') return asked.has(id) ? list : null
  return list.filter((each) => !writesToNobody(each, asked)).map((each) => fitted(each, asked))
}

function writesToNobody(step: unknown, asked: ReadonlySet<string>): boolean {
  const { kind, to } = (step ?? {}) as {
    readonly kind?: unknown
    readonly to?: { readonly kind?: unknown; readonly field?: unknown }
  }
  return kind === 'send' && to?.kind === 'answer' && typeof to.field === 'string' && !asked.has(to.field)
}
