import type { Expression } from '#kernel/expression'
import { identifierOf } from '../names.ts'
import { type Known, type Names, nothing } from '../translate/terms.ts'
import { siteOption } from './site.ts'

/** What has been asked so far, by the names that conditions use. */
export interface FormNames extends Names {
  add(varname: string, known: Known): void
  /** What the account of the person fills, by the name of Publik's directory. */
  addOfUser(attribute: string, known: Known): void
  /** The same with names of a row or of a block read first: `block_var_x`, `slug_var_x`. */
  inside(block: string, own: ReadonlyMap<string, Known>): Names
}

const suffixes = /_(?:raw|structured|structured_raw|live|display|identifier)$/

/**
 * @param declared every name that the form and its blocks give; a name that is none of them is filled by nothing. Undefined
 * for what stands inside another form, whose names are not known.
 */
export function createFormNames(declared?: ReadonlySet<string>): FormNames {
  const asked = new Map<string, Known>()
  const empty = new Set<string>()
  const isEmpty = (varname: string): boolean =>
    declared !== undefined && !startsOf(varname).some((start) => declared.has(start))
  const find = (name: string): Known | undefined => {
    if (name === 'today') return { type: 'date', read: ['today'] }
    const site = siteOption(name)
    if (site !== undefined) return { type: 'any', read: ['option', site] }
    const user = /^(?:form|session)_user_var_(\w+)$/.exec(name)?.[1]
    if (user !== undefined) return asked.get(`user ${user}`)
    const option = /^form_option_(\w+)$/.exec(name)?.[1]
    if (option) return { type: 'any', read: ['option', identifierOf(option.replace(suffixes, ''))] }
    const varname = /^(?:form_)?var_(\w+)$/.exec(name)?.[1]
    if (varname === undefined) return undefined
    const found = askedAs(varname, asked)
    if (found !== undefined || !isEmpty(varname)) return found
    empty.add(name)
    return nothing
  }
  const takeEmpty = (): readonly string[] => {
    const names = [...empty]
    empty.clear()
    return names
  }
  return {
    find,
    takeEmpty,
    add: (varname, known) => {
      const before = asked.get(varname)
      asked.set(varname, before ? either(before, known) : known)
    },
    addOfUser: (attribute, known) => void asked.set(`user ${attribute.replace(/^_/, '')}`, known),
    inside: (block, own) => ({
      takeEmpty,
      find: (name) => {
        const prefix = [`block_var_`, `${block}_var_`, 'form_var_'].find((each) => name.startsWith(each))
        const varname = prefix === undefined ? undefined : name.slice(prefix.length)
        const found = varname === undefined ? undefined : (own.get(varname) ?? own.get(varname.replace(suffixes, '')))
        return found ?? find(name)
      },
    }),
  }
}

const askedAs = (varname: string, asked: ReadonlyMap<string, Known>): Known | undefined =>
  asked.get(varname) ?? asked.get(varname.replace(suffixes, '')) ?? datumNamed(varname, asked)

/** `tarif_structured_prix`, `tarif_prix`: what the record behind a choice says besides its text. */
function datumNamed(varname: string, asked: ReadonlyMap<string, Known>): Known | undefined {
  for (const start of startsOf(varname).slice(0, -1)) {
    const rest = varname.slice(start.length + 1).replace(/^(?:(?:structured|raw|live|var|fields)_)+/, '')
    const found = asked.get(start)?.data?.get(rest)
    if (found) return found
  }
  return undefined
}

/** `a_b_c` may be the datum `c` of `a_b`, or `b_c` of `a`. */
const startsOf = (varname: string): readonly string[] =>
  varname.split('_').map((_, index, words) => words.slice(0, index + 1).join('_'))

/** The word, and as many questions of one name. */
const maxReads = 41

/** Two questions of one name, of which conditions show one: the first that is answered. */
const either = (first: Known, second: Known): Known => ({
  type: first.type === second.type ? first.type : 'any',
  read: ['firstFilled', ...readsOf(first), second.read].slice(0, maxReads) as unknown as Expression,
  ...(first.options && second.options ? { options: [...first.options, ...second.options] } : {}),
})

const readsOf = ({ read }: Known): readonly Expression[] =>
  Array.isArray(read) && read[0] === 'firstFilled' ? (read.slice(1) as Expression[]) : [read]
