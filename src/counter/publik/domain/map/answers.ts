import type { PublikWorkflow } from '../../schema.ts'
import type { Known, Names } from '../translate/terms.ts'
import { namesOfForm } from './form.ts'
import type { Library } from './library.ts'

/** What the forms that follow a circuit ask: of one type and of all their options when several ask it. */
export function answersOf(workflow: PublikWorkflow, library: Library): Names {
  const forms = library.formsOf(workflow.slug).map((form) => namesOfForm(form, library))
  return {
    find: (name) => {
      const found = forms.flatMap((names) => names.find(name) ?? [])
      return found.length === 0 ? undefined : found.reduce(either)
    },
  }
}

/** Each form reads its own: the same answer, or one that the conditions take for any. */
function either(first: Known, second: Known): Known {
  if (JSON.stringify(first.read) !== JSON.stringify(second.read))
    return { type: 'any', read: ['firstFilled', first.read, second.read] }
  if (first.type !== second.type) return { type: 'any', read: first.read }
  if (!first.options || !second.options) return { type: first.type === 'list' ? 'list' : 'any', read: first.read }
  return { ...first, options: [...new Map([...first.options, ...second.options])] }
}
